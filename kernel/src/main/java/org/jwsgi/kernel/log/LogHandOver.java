package org.jwsgi.kernel.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.StandardStreams;

/**
 * The descriptors of a log socket, which outlive an {@code exec} of the process that reads it: whatever is written to the
 * log meanwhile waits in the socket.
 *
 * @param reader the end to read from
 * @param writer the end that the standard streams of all processes lead to
 * @param out where standard output led before
 * @param err where standard error led before: where the log goes without loggers
 */
public record LogHandOver(int reader, int writer, int out, int err) {
    /** The environment variable that tells the next process image about them. */
    public static final String VARIABLE = "JWSGI_LOG_SOCKET";

    /**
     * Finds the log socket of the process image before this one, and has the standard streams lead to where they led
     * before: what happens until the log is open again may be the end of this process.
     */
    public static Optional<LogHandOver> find(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        String[] numbers = value.split(",", -1);
        if (numbers.length != 5 || !numbers[0].equals(Integer.toString(Processes.pid()))) {
            return Optional.empty(); // meant for another process, whose child this is
        }
        LogHandOver found = new LogHandOver(
                Integer.parseInt(numbers[1]),
                Integer.parseInt(numbers[2]),
                Integer.parseInt(numbers[3]),
                Integer.parseInt(numbers[4]));
        for (int fd : found.descriptors()) {
            if (!Descriptors.isOpen(fd)) {
                return Optional.empty();
            }
        }
        found.descriptors().forEach(fd -> Descriptors.setCloseOnExec(fd, true));
        StandardStreams.copy(found.out, 1);
        StandardStreams.copy(found.err, 2);
        return Optional.of(found);
    }

    /** Returns what {@link #find} reads in the next image. */
    Map<String, String> environment() {
        return Map.of(VARIABLE, Processes.pid() + "," + reader + "," + writer + "," + out + "," + err);
    }

    List<Integer> descriptors() {
        return List.of(reader, writer, out, err);
    }
}
