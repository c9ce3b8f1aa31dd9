package org.jwsgi.kernel.hook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.kernel.posix.CommandScope;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.SpawnRequest;

/** Commands of the user, run by a shell. Any process, any thread. */
public final class Shell {
    private static final String DEFAULT = "/bin/sh";

    private Shell() {}

    /**
     * Returns the first of some shells that is there, else {@code /bin/sh}.
     *
     * @param preferred the values of {@code binsh}
     */
    public static String path(List<String> preferred) {
        for (String shell : preferred) {
            if (Files.isExecutable(Path.of(shell))) {
                return shell;
            }
        }
        return DEFAULT;
    }

    /** Returns the command line that runs a command. */
    public static List<String> commandLine(List<String> preferred, String command) {
        return List.of(path(preferred), "-c", command);
    }

    /**
     * Runs a command as a child of the calling thread, and so with its user, directory and namespaces, and waits.
     *
     * @return its exit code; 128 and the signal's number when a signal ended it
     * @throws org.jwsgi.kernel.posix.PosixException when it cannot be started, or what runs it was called off
     */
    static int run(List<String> preferred, String command, Map<String, String> environment) {
        Optional<ExitStatus> status =
                CommandScope.await(new SpawnRequest(commandLine(preferred, command), environment, List.of()));
        return switch (status.orElse(new ExitStatus.Exited(0))) {
            case ExitStatus.Exited(int code) -> code;
            case ExitStatus.Signaled(int signal) -> 128 + signal;
        };
    }
}
