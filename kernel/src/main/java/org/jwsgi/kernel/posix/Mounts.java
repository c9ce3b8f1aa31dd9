package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;

/** Mount points of the calling thread's mount namespace. Any process. */
public final class Mounts {
    /** Read only. */
    public static final long READ_ONLY = 1;
    /** Without set-user-id programs. */
    public static final long NO_SUID = 2;
    /** Without device files. */
    public static final long NO_DEVICES = 4;
    /** Without programs. */
    public static final long NO_EXEC = 8;
    /** Changes the flags of what is mounted. */
    public static final long REMOUNT = 0x20;
    /** Shows a directory or file at a second place. */
    public static final long BIND = 0x1000;
    /** Together with everything that is mounted beneath. */
    public static final long RECURSIVE = 0x4000;
    /** Sees what is mounted outside later, and shows nothing to the outside. */
    public static final long SLAVE = 1 << 19;
    /** Unmounts what is still in use as soon as it is not. */
    public static final int DETACH = 2;

    private Mounts() {}

    /**
     * Mounts, or changes a mount.
     *
     * @throws PosixException when it cannot
     */
    public static void mount(String source, String target, String type, long flags, String data) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("mount"),
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target).address(),
                    type.isEmpty() ? 0 : arena.allocateFrom(type).address(),
                    flags,
                    data.isEmpty() ? 0 : arena.allocateFrom(data).address());
            if (result < 0) {
                throw new PosixException("cannot mount " + source + " on " + target, -result);
            }
        }
    }

    /**
     * Unmounts.
     *
     * @throws PosixException when it cannot
     */
    public static void unmount(String target, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("umount2"), arena.allocateFrom(target).address(), flags);
            if (result < 0) {
                throw new PosixException("cannot unmount " + target, -result);
            }
        }
    }

    static void pivot(String newRoot, String putOld) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("pivot_root"),
                    arena.allocateFrom(newRoot).address(),
                    arena.allocateFrom(putOld).address());
            if (result < 0) {
                throw new PosixException("pivot_root()", -result);
            }
        }
    }

    static void chroot(String directory) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("chroot"), arena.allocateFrom(directory).address());
            if (result < 0) {
                throw new PosixException("chroot()", -result);
            }
        }
    }
}
