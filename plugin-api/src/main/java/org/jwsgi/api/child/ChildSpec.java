package org.jwsgi.api.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a child process is made of.
 *
 * @param name what the log calls it
 * @param command the program and its arguments; with {@code shell}, one line for the shell
 * @param shell whether the command is a line for the instance's shell ({@code binsh})
 * @param environment changes to the instance's environment; an empty value removes a variable
 * @param place where it runs and as whom
 * @param input its standard input
 * @param captured whether its output is read by the master and logged line by line with its name in front. A child that
 *     may outlive the master must not: its output would end with the master
 * @param descriptors open descriptors of the master that it inherits as 3, 4, 5, ... in this order
 * @param orders a descriptor that takes the signals which may not be sent
 * @param repeatedStop whether the signal that asks it to end is repeated every second
 * @param boundToMaster whether it is killed, with its process group, when the master ends in any way, even by
 *     {@code SIGKILL}
 * @param limit how long a run may last; then it is killed with its group
 */
public record ChildSpec(
        String name,
        List<String> command,
        boolean shell,
        Map<String, Optional<String>> environment,
        Place place,
        Input input,
        boolean captured,
        List<Integer> descriptors,
        OptionalInt orders,
        boolean repeatedStop,
        boolean boundToMaster,
        Optional<Duration> limit) {

    /** Rejects an empty command and copies the collections. */
    public ChildSpec {
        if (command.isEmpty() || shell && command.size() != 1) {
            throw new IllegalArgumentException("a child needs a command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        descriptors = List.copyOf(descriptors);
    }

    /**
     * Where a child runs, and as whom.
     *
     * @param directory its working directory, absent for the master's
     * @param uid its user number, absent for the master's; supplementary groups are the master's
     * @param gid its group number, absent for the master's
     * @param newSession whether it leads a session and process group of its own
     * @param newPidNamespace whether it is the first process of a new pid namespace
     */
    public record Place(
            Optional<Path> directory, OptionalInt uid, OptionalInt gid, boolean newSession, boolean newPidNamespace) {
        /** The master's own directory and user, in a session of its own. */
        public static final Place OF_MASTER =
                new Place(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), true, false);
    }

    /** A child's standard input. */
    public sealed interface Input {
        /** There is none: {@code /dev/null}. */
        record None() implements Input {}

        /** The master's own. */
        record Inherited() implements Input {}

        /**
         * Some bytes, then the end. The child reads them from a memory file.
         *
         * @param content the bytes; the array is not copied
         */
        @SuppressWarnings("ArrayRecordComponent")
        record Bytes(byte[] content) implements Input {}
    }

    /** Begins a spec for a line of the instance's shell. */
    public static Builder shell(String name, String line) {
        return new Builder(name, List.of(line), true);
    }

    /** Begins a spec for a program, searched in {@code PATH} unless its name has a slash, and its arguments. */
    public static Builder program(String name, List<String> command) {
        return new Builder(name, command, false);
    }

    /**
     * Builds a spec. Unless told otherwise, the child has the master's environment, directory and user, a session of its
     * own, {@code /dev/null} as its input and the log as its output, and may outlive the master.
     */
    public static final class Builder {
        private final String name;
        private final List<String> command;
        private final boolean shell;
        private final Map<String, Optional<String>> environment = new HashMap<>();
        private Place place = Place.OF_MASTER;
        private Input input = new Input.None();
        private boolean captured;
        private List<Integer> descriptors = List.of();
        private OptionalInt orders = OptionalInt.empty();
        private boolean repeatedStop;
        private boolean boundToMaster;
        private Optional<Duration> limit = Optional.empty();

        private Builder(String name, List<String> command, boolean shell) {
            this.name = name;
            this.command = command;
            this.shell = shell;
        }

        /** Sets a variable of its environment. */
        public Builder set(String variable, String value) {
            environment.put(variable, Optional.of(value));
            return this;
        }

        /** Removes a variable from its environment. */
        public Builder unset(String variable) {
            environment.put(variable, Optional.empty());
            return this;
        }

        /** Sets where it runs, and as whom. */
        public Builder place(Place newPlace) {
            place = newPlace;
            return this;
        }

        /** Sets its standard input. */
        public Builder input(Input newInput) {
            input = newInput;
            return this;
        }

        /** Has its output logged line by line with its name in front. */
        public Builder captured() {
            captured = true;
            return this;
        }

        /** Sets the descriptors that it inherits. */
        public Builder descriptors(List<Integer> newDescriptors) {
            descriptors = newDescriptors;
            return this;
        }

        /**
         * Names a descriptor of this process: where the child may not be sent a signal, because it runs as somebody else, the
         * signal's number is written there as a byte.
         */
        public Builder orders(int descriptor) {
            orders = OptionalInt.of(descriptor);
            return this;
        }

        /** Has the signal that asks it to end repeated. */
        public Builder repeatedStop() {
            repeatedStop = true;
            return this;
        }

        /** Has it killed when the master ends. */
        public Builder boundToMaster() {
            boundToMaster = true;
            return this;
        }

        /** Limits the time that a run may last. */
        public Builder limit(Duration newLimit) {
            limit = Optional.of(newLimit);
            return this;
        }

        /** Returns the spec. */
        public ChildSpec build() {
            return new ChildSpec(
                    name,
                    command,
                    shell,
                    environment,
                    place,
                    input,
                    captured,
                    descriptors,
                    orders,
                    repeatedStop,
                    boundToMaster,
                    limit);
        }
    }
}
