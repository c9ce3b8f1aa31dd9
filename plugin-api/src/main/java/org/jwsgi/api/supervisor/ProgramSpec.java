package org.jwsgi.api.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A program to start.
 *
 * @param name what messages call it
 * @param commands commands with their arguments, the first of which that can be started is; a program without a slash is
 *     searched in {@code PATH}
 * @param environment its whole environment
 * @param directory its working directory, absent for the supervisor's
 * @param input the descriptor of this process that becomes its standard input; absent for {@code /dev/null}
 * @param descriptors open descriptors of this process that it inherits as 3, 4, 5, ... in this order; beside these it has
 *     only its standard streams
 * @param steps what happens to it before, in their order, in its directory
 */
public record ProgramSpec(
        String name,
        List<List<String>> commands,
        Map<String, String> environment,
        Optional<Path> directory,
        OptionalInt input,
        List<Integer> descriptors,
        List<ProgramStep> steps) {
    /** The number of the first of {@link #descriptors} in the program. */
    public static final int FIRST_DESCRIPTOR = 3;

    /** Rejects what has no command, and copies the collections. */
    public ProgramSpec {
        if (commands.isEmpty() || commands.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a program needs a command");
        }
        commands = commands.stream().map(List::copyOf).toList();
        environment = Map.copyOf(environment);
        descriptors = List.copyOf(descriptors);
        steps = List.copyOf(steps);
    }
}
