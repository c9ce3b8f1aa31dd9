package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.List;

/**
 * Signals as data. The launcher starts the JVM with the signals of {@link #LAUNCHER_BLOCKED} blocked, every thread
 * inherits that, and one descriptor delivers them. Without the launcher these signals keep their default action.
 */
public final class Signals {
    /** Terminal gone; asks for a graceful reload. */
    public static final int HUP = 1;
    /** Interrupt; asks for the end. */
    public static final int INT = 2;
    /** Quit. */
    public static final int QUIT = 3;
    /** The end, at once. */
    public static final int KILL = 9;
    /** Asks for the counters. */
    public static final int USR1 = 10;
    /** Asks for what is running. */
    public static final int USR2 = 12;
    /** Termination. */
    public static final int TERM = 15;
    /** A child ended. */
    public static final int CHLD = 17;
    /** Asks for a clean slate; the launcher blocks it, but only supervisors receive it. */
    public static final int URG = 23;
    /** Asks for a pause. */
    public static final int TSTP = 20;
    /** The terminal changed its size. */
    public static final int WINCH = 28;

    /** What {@code bin/jwsgi} blocks before it starts the JVM. */
    public static final List<Integer> LAUNCHER_BLOCKED = List.of(HUP, INT, TERM, QUIT, CHLD, USR1, TSTP, WINCH);

    private static final int SFD_FLAGS = 0x80000 | 0x800; // SFD_CLOEXEC | SFD_NONBLOCK
    private static final int SIGINFO_BYTES = 128;
    private static final int SIG_BLOCK = 0;
    private static final int SIG_UNBLOCK = 1;

    private Signals() {}

    /** Opens a non-blocking descriptor that becomes readable when one of these (blocked) signals arrives. */
    public static int open(Collection<Integer> signals) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = Libc.callInt(
                    Libc.function("signalfd"), -1, SignalSet.of(arena, signals).address(), SFD_FLAGS);
            if (fd < 0) {
                throw new PosixException("cannot receive signals", -fd);
            }
            return fd;
        }
    }

    /** Takes the next signal from a descriptor of {@link #open}. Returns 0 when there is none. */
    public static int read(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
            return Descriptors.read(fd, info) < SIGINFO_BYTES ? 0 : info.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** Tells whether the calling thread blocks a signal. */
    public static boolean isBlocked(int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(SignalSet.BYTES, Long.BYTES);
            Libc.callInt(Libc.function("pthread_sigmask"), SIG_BLOCK, 0, mask.address());
            return SignalSet.contains(mask, signal);
        }
    }

    /** Lets every signal through to the calling thread, and so to a program that it becomes. */
    public static void unblockAll() {
        try (Arena arena = Arena.ofConfined()) {
            Libc.callInt(
                    Libc.function("pthread_sigmask"),
                    SIG_UNBLOCK,
                    SignalSet.all(arena).address(),
                    0);
        }
    }

    /** Lets a signal through to the calling thread. */
    static void unblock(int signal) {
        try (Arena arena = Arena.ofConfined()) {
            Libc.callInt(
                    Libc.function("pthread_sigmask"),
                    SIG_UNBLOCK,
                    SignalSet.of(arena, List.of(signal)).address(),
                    0);
        }
    }

    /**
     * Ends this process by a signal's default action, so that its parent sees the signal and not an exit code. No
     * shutdown hook runs.
     */
    public static void dieBy(int signal) {
        unblock(signal);
        Processes.kill(Processes.pid(), signal);
    }
}
