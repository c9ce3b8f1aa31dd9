package org.jwsgi.kernel.supervise;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.posix.SpawnRequest;

/**
 * The way into the background. A JVM cannot fork, so the process that the operator has started starts itself again as
 * the leader of a session of its own, waits until that one reports that it is up, and ends. Unlike uWSGI's, the first
 * process' exit code tells whether the daemon has started; the daemon writes to the terminal until it opens its log.
 */
public final class Daemonizer {
    /**
     * Marks the daemon in its environment. The value is the descriptor that it reports on, or empty once it has. Workers
     * must not inherit it.
     */
    public static final String VARIABLE = "JWSGI_DAEMON";

    private static final byte UP = 1;

    private final int fd;

    private Daemonizer(int fd) {
        this.fd = fd;
    }

    /** Tells whether this process is the daemon already. */
    public static boolean isDaemon(Map<String, String> environment) {
        return environment.containsKey(VARIABLE);
    }

    /**
     * Starts the daemon and waits for its report. First process, main thread.
     *
     * @param command the launcher's path and arguments
     * @param environment the environment of this process
     * @return the exit code for this process: 0 when the daemon is up, otherwise the code that it has ended with
     */
    public static int detach(List<String> command, Map<String, String> environment) {
        Descriptors.Pair report = Descriptors.pipe();
        try (Arena arena = Arena.ofConfined()) {
            Map<String, String> daemonEnvironment = new HashMap<>(environment);
            daemonEnvironment.put(VARIABLE, Integer.toString(SpawnRequest.FIRST_DESCRIPTOR));
            int pid = Processes.spawn(new SpawnRequest(
                    command,
                    daemonEnvironment,
                    List.of(report.second()),
                    java.util.Set.copyOf(Signals.LAUNCHER_BLOCKED),
                    true,
                    true));
            Descriptors.close(report.second());
            MemorySegment answer = arena.allocate(1);
            if (Descriptors.read(report.first(), answer) == 1 && answer.get(ValueLayout.JAVA_BYTE, 0) == UP) {
                return ExitCode.OK.code();
            }
            Optional<ExitStatus> status = Processes.await(pid);
            return status.isPresent() && status.get() instanceof ExitStatus.Exited(int code) && code != 0
                    ? code
                    : ExitCode.ERROR.code();
        } finally {
            Descriptors.close(report.first());
        }
    }

    /**
     * Returns the daemon's side.
     *
     * @return empty when this process is no daemon, or one that has reported before a reload
     */
    public static Optional<Daemonizer> inherited(Map<String, String> environment) {
        String fd = environment.get(VARIABLE);
        return fd == null || fd.isEmpty() ? Optional.empty() : Optional.of(new Daemonizer(Integer.parseInt(fd)));
    }

    /** Reports that the instance is up. The first process ends with 0. Once. */
    public void up() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(1);
            answer.set(ValueLayout.JAVA_BYTE, 0, UP);
            Descriptors.write(fd, answer);
            Descriptors.close(fd);
        }
    }
}
