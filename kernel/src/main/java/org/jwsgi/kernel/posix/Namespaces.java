package org.jwsgi.kernel.posix;

import java.util.Optional;

/** The views of the machine that Linux can give to a process alone, by the names that uWSGI's options use. Any process. */
public final class Namespaces {
    /** Working directory, root and umask of a thread's own; no namespace, but the condition for a mount namespace. */
    public static final int FILE_SYSTEM_VIEW = 0x200;
    /** Mount points. */
    public static final int MOUNT = 0x0002_0000;
    /** Undo values of System V semaphores. */
    public static final int SEMAPHORES = 0x0004_0000;
    /** Host name. */
    public static final int UTS = 0x0400_0000;
    /** System V IPC and POSIX message queues. */
    public static final int IPC = 0x0800_0000;
    /** Users and groups. */
    public static final int USER = 0x1000_0000;
    /** Process numbers; those of the children, never of the caller. */
    public static final int PID = 0x2000_0000;
    /** Network devices, addresses and ports. */
    public static final int NET = 0x4000_0000;

    private static final int IO = 0x8000_0000;
    private static final int PARENT = 0x8000;

    private Namespaces() {}

    /**
     * Returns the flag of {@code unshare(2)} for a name.
     *
     * @return empty for a name that uWSGI does not know either
     */
    public static Optional<Integer> flag(String name) {
        return switch (name) {
            case "ipc" -> Optional.of(IPC);
            case "net" -> Optional.of(NET);
            case "io" -> Optional.of(IO);
            case "parent" -> Optional.of(PARENT);
            case "pid" -> Optional.of(PID);
            case "ns", "fs", "mount", "mnt" -> Optional.of(MOUNT);
            case "sysvsem" -> Optional.of(SEMAPHORES);
            case "uts" -> Optional.of(UTS);
            case "user" -> Optional.of(USER);
            default -> Optional.empty();
        };
    }

    /**
     * Changes the host name of the calling thread's UTS namespace.
     *
     * @throws PosixException when it may not
     */
    public static void setHostname(String name) {
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("sethostname"), arena.allocateFrom(name).address(), bytes.length);
            if (result < 0) {
                throw new PosixException("cannot set the host name to " + name, -result);
            }
        }
    }

    /** Separates the calling thread from what the flags name. */
    static void unshare(int flags) {
        int result = Libc.callInt(Libc.function("unshare"), Integer.toUnsignedLong(flags));
        if (result < 0) {
            throw new PosixException("unshare()", -result);
        }
    }

    /** Moves the calling thread into the namespace behind a descriptor. */
    static void join(int descriptor) {
        int result = Libc.callInt(Libc.function("setns"), descriptor, 0);
        if (result < 0) {
            throw new PosixException("setns()", -result);
        }
    }
}
