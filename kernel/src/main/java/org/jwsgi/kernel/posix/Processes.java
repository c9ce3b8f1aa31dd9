package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts, signals, awaits and becomes processes. Any process, any thread, unless noted. Beware that a child inherits
 * credentials, working directory and umask from the <em>thread</em> that spawns it.
 */
public final class Processes {
    private static final int WNOHANG = 1;
    private static final int SPAWN_SETSIGDEF = 0x04;
    private static final int SPAWN_SETSIGMASK = 0x08;
    private static final int SPAWN_SETSID = 0x80;
    private static final int P_ALL = 0;
    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x0100_0000;
    private static final int SIGINFO_BYTES = 128;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int CLOSE_RANGE_CLOEXEC = 4;
    /** Larger than glibc's {@code posix_spawnattr_t} (336 bytes) and {@code posix_spawn_file_actions_t} (80 bytes). */
    private static final int OPAQUE_BYTES = 1024;

    private static final int PATH_BYTES = 4096;

    private Processes() {}

    /** Returns this process' pid. */
    public static int pid() {
        return Libc.callInt(Libc.function("getpid"));
    }

    /** Tells whether this process' working directory still has a name. A JVM does not start in one that was removed. */
    public static boolean hasWorkingDirectory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocate(PATH_BYTES);
            return Libc.callLong(Libc.function("getcwd"), path.address(), PATH_BYTES) != 0;
        }
    }

    /** Returns the number that the system has given to the calling thread. */
    static int threadNumber() {
        return Libc.callInt(Libc.function("gettid"));
    }

    /** Tells whether this process has a thread of a number, ended for Java or not. */
    static boolean hasThread(int number) {
        return Libc.callInt(Libc.function("tgkill"), pid(), number, 0) != -Errno.ESRCH;
    }

    /** Returns the pid of this process' parent. */
    public static int parentPid() {
        return Libc.callInt(Libc.function("getppid"));
    }

    /**
     * Starts a child.
     *
     * @return its pid; the program runs already, or has ended
     * @throws PosixException when there is no such program, or no room for another process
     */
    public static int spawn(SpawnRequest request) {
        int first = SpawnRequest.FIRST_DESCRIPTOR;
        int count = request.descriptors().size();
        List<Integer> parked = new ArrayList<>(count);
        try (Arena arena = Arena.ofConfined()) {
            // Copies above the child's range, so that no dup2 overwrites the source of a later one.
            for (int descriptor : request.descriptors()) {
                parked.add(Descriptors.duplicateAbove(descriptor, first + count));
            }
            MemorySegment actions = fileActions(arena, parked, request);
            MemorySegment attributes = attributes(arena, request);
            MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment command = NativeStrings.array(arena, request.command());
            int error = Libc.callInt(
                    Libc.function("posix_spawnp"),
                    pid.address(),
                    command.get(ValueLayout.ADDRESS, 0).address(),
                    actions.address(),
                    attributes.address(),
                    command.address(),
                    NativeStrings.environment(arena, request.environment()).address());
            Libc.callInt(Libc.function("posix_spawn_file_actions_destroy"), actions.address());
            Libc.callInt(Libc.function("posix_spawnattr_destroy"), attributes.address());
            if (error != 0) {
                throw new PosixException("cannot start " + request.command().getFirst(), error);
            }
            return pid.get(ValueLayout.JAVA_INT, 0);
        } finally {
            for (int descriptor : parked) {
                Descriptors.close(descriptor);
            }
        }
    }

    private static MemorySegment fileActions(Arena arena, List<Integer> descriptors, SpawnRequest request) {
        MemorySegment actions = arena.allocate(OPAQUE_BYTES, 16);
        check(Libc.callInt(Libc.function("posix_spawn_file_actions_init"), actions.address()));
        SpawnRequest.Streams streams = request.streams();
        redirect(actions, streams.input(), 0);
        redirect(actions, streams.output(), 1);
        redirect(actions, streams.output(), 2);
        if (request.nullInput()) {
            check(Libc.callInt(
                    Libc.function("posix_spawn_file_actions_addopen"),
                    actions.address(),
                    0,
                    arena.allocateFrom("/dev/null").address(),
                    0,
                    0));
        }
        int target = SpawnRequest.FIRST_DESCRIPTOR;
        for (int descriptor : descriptors) {
            check(Libc.callInt(
                    Libc.function("posix_spawn_file_actions_adddup2"), actions.address(), descriptor, target++));
        }
        check(Libc.callInt(Libc.function("posix_spawn_file_actions_addclosefrom_np"), actions.address(), target));
        return actions;
    }

    /** Comes before the other descriptors are placed, which may overwrite the source. */
    private static void redirect(MemorySegment actions, int source, int target) {
        if (source >= 0) {
            check(Libc.callInt(Libc.function("posix_spawn_file_actions_adddup2"), actions.address(), source, target));
        }
    }

    private static MemorySegment attributes(Arena arena, SpawnRequest request) {
        MemorySegment attributes = arena.allocate(OPAQUE_BYTES, 16);
        check(Libc.callInt(Libc.function("posix_spawnattr_init"), attributes.address()));
        int flags = SPAWN_SETSIGDEF | SPAWN_SETSIGMASK | (request.newSession() ? SPAWN_SETSID : 0);
        check(Libc.callInt(Libc.function("posix_spawnattr_setflags"), attributes.address(), flags));
        check(Libc.callInt(
                Libc.function("posix_spawnattr_setsigmask"),
                attributes.address(),
                SignalSet.of(arena, request.blockedSignals()).address()));
        check(Libc.callInt(
                Libc.function("posix_spawnattr_setsigdefault"),
                attributes.address(),
                SignalSet.all(arena).address()));
        return attributes;
    }

    /** The {@code posix_spawn} family returns its error instead of setting errno. */
    private static void check(int error) {
        if (error != 0) {
            throw new PosixException("cannot prepare a child process", error);
        }
    }

    /**
     * Collects one child if it has ended, without waiting. There is no way here to collect any child: that would take
     * away the children of the JDK's own process API.
     *
     * @return empty when it still runs, or when there is no such child
     */
    public static Optional<ExitStatus> reap(int pid) {
        return waitpid(pid, WNOHANG);
    }

    /**
     * Waits until a child ends.
     *
     * @return empty when there is no such child
     */
    public static Optional<ExitStatus> await(int pid) {
        return waitpid(pid, 0);
    }

    /** Waits until a child ends, or there is no such child, and leaves it to be collected: its pid stays its own until then. */
    static void awaitEnd(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
            int result;
            do {
                result = Libc.callInt(Libc.function("waitid"), P_PID, pid, info.address(), WEXITED | WNOWAIT);
            } while (result == -Errno.EINTR);
        }
    }

    private static Optional<ExitStatus> waitpid(int pid, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            int ended;
            do {
                ended = Libc.callInt(Libc.function("waitpid"), pid, status.address(), flags);
            } while (ended == -Errno.EINTR);
            return ended <= 0
                    ? Optional.empty()
                    : Optional.of(ExitStatus.ofWaitStatus(status.get(ValueLayout.JAVA_INT, 0)));
        }
    }

    /** Tells whether any child has ended and was not collected yet; collects none. */
    public static boolean hasDeadChild() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
            int result = Libc.callInt(Libc.function("waitid"), P_ALL, 0, info.address(), WNOHANG | WEXITED | WNOWAIT);
            return result == 0 && info.get(ValueLayout.JAVA_INT, 0) != 0;
        }
    }

    /**
     * Sends a signal.
     *
     * @return false when there is no such process
     * @throws PosixException when this process may not
     */
    public static boolean kill(int pid, int signal) {
        int result = Libc.callInt(Libc.function("kill"), pid, signal);
        if (result < 0 && result != -Errno.ESRCH) {
            throw new PosixException("cannot send signal " + signal + " to process " + pid, -result);
        }
        return result == 0;
    }

    /**
     * Becomes another program, with the same pid and the calling thread's signal mask. Every other thread vanishes
     * without running its {@code finally} blocks.
     *
     * @param command the program's path and its arguments
     * @param environment the whole new environment
     * @param kept the descriptors above 2 that stay open
     * @return only on failure, with the reason; descriptors above 2 other than the kept ones then close on a later exec
     */
    public static PosixException exec(List<String> command, Map<String, String> environment, Collection<Integer> kept) {
        return exec(command.getFirst(), command, environment, kept);
    }

    /**
     * Becomes another program under a name of its own; else as {@link #exec(List, Map, Collection)}.
     *
     * @param program the program's path
     * @param command its name and its arguments
     */
    public static PosixException exec(
            String program, List<String> command, Map<String, String> environment, Collection<Integer> kept) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(Libc.function("close_range"), 3, 0xffff_ffffL, CLOSE_RANGE_CLOEXEC);
            if (result == 0) {
                for (int descriptor : kept) {
                    Descriptors.setCloseOnExec(descriptor, false);
                }
                MemorySegment arguments = NativeStrings.array(arena, command);
                result = Libc.callInt(
                        Libc.function("execve"),
                        arena.allocateFrom(program).address(),
                        arguments.address(),
                        NativeStrings.environment(arena, environment).address());
            }
            return new PosixException("cannot run " + program, -result);
        }
    }

    /**
     * Changes this process' working directory. Native code and opened relative paths follow; what the JDK has read at
     * its start ({@code user.dir}, and so {@code toAbsolutePath}) does not.
     *
     * @throws PosixException when it cannot
     */
    public static void chdir(String directory) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("chdir"), arena.allocateFrom(directory).address());
            if (result < 0) {
                throw new PosixException("cannot chdir to " + directory, -result);
            }
        }
    }

    /**
     * Sets a variable of the environment that native code of this process sees. What Java has read at its start stays.
     * Not safe while another thread of this process looks at the environment, so it is for the start alone.
     *
     * @throws PosixException when the name is none
     */
    public static void setVariable(String name, String value) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("setenv"),
                    arena.allocateFrom(name).address(),
                    arena.allocateFrom(value).address(),
                    1);
            if (result < 0) {
                throw new PosixException("cannot set the variable " + name, -result);
            }
        }
    }

    /**
     * Makes this process the parent of all its descendants whose parents end.
     *
     * @throws PosixException when the system cannot
     */
    public static void becomeSubreaper() {
        int result = Libc.callInt(Libc.function("prctl"), PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        if (result < 0) {
            throw new PosixException("cannot adopt orphans", -result);
        }
    }

    /** Sets this process' file mode creation mask and returns the one before. */
    public static int umask(int mask) {
        return Libc.callInt(Libc.function("umask"), mask);
    }
}
