package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.jwsgi.kernel.JwsgiException;

/**
 * File calls on paths as the operating system takes them: relative ones start at the working directory of the calling
 * thread, which may differ from the one that Java remembers, and any characters pass, whatever the locale. Symbolic
 * links are never followed, except by {@link #changeMode}. Usable in any process and on any thread.
 */
public final class NativePath {
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;

    private NativePath() {}

    /**
     * What a file is.
     *
     * @param mode its type and permission bits
     * @param uid its owner
     * @param gid its group
     * @param device the device that holds it, as one number
     * @param inode its number on the device
     */
    public record Status(int mode, int uid, int gid, long device, long inode) {
        /** Tells whether it is a socket. */
        public boolean isSocket() {
            return (mode & S_IFMT) == S_IFSOCK;
        }

        /** Tells whether this is the same file as another. */
        public boolean isSameFile(Status other) {
            return device == other.device && inode == other.inode;
        }
    }

    /** Returns what a path names; empty when it cannot be found. */
    public static Optional<Status> statusOf(String path) {
        return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
    }

    /** Returns what a descriptor refers to; empty when it is not open. */
    public static Optional<Status> statusOf(int fd) {
        return statx(fd, "", AT_EMPTY_PATH);
    }

    /** Returns the working directory of the calling thread. */
    public static String workingDirectory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocate(4096);
            long result = Libc.callLong(Libc.function("getcwd"), path.address(), path.byteSize());
            if (result == 0) {
                throw new JwsgiException(JwsgiException.Kind.ENVIRONMENT, "cannot find the working directory");
            }
            return path.getString(0);
        }
    }

    /** Removes a file. Throws a {@link PosixException} when it is not there or must not be removed. */
    public static void unlink(String path) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("unlink"), arena.allocateFrom(path).address());
            check(result, "cannot remove ", path);
        }
    }

    /** Changes permission bits. */
    public static void changeMode(String path, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("chmod"), arena.allocateFrom(path).address(), mode);
            check(result, "cannot change the mode of ", path);
        }
    }

    /** Changes owner and group; -1 keeps what is. */
    public static void changeOwner(String path, int uid, int gid) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("lchown"), arena.allocateFrom(path).address(), uid, gid);
            check(result, "cannot change the owner of ", path);
        }
    }

    /** Calls {@code statx(2)}, whose structure is the same on every architecture. */
    private static Optional<Status> statx(int directory, String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(256, 8);
            int result = Libc.callInt(
                    Libc.function("statx"),
                    directory,
                    arena.allocateFrom(path).address(),
                    flags,
                    STATX_BASIC_STATS,
                    status.address());
            if (result < 0) {
                return Optional.empty();
            }
            long major = status.get(ValueLayout.JAVA_INT, 136) & 0xffff_ffffL;
            long minor = status.get(ValueLayout.JAVA_INT, 140) & 0xffff_ffffL;
            return Optional.of(new Status(
                    status.get(ValueLayout.JAVA_SHORT, 28) & 0xffff,
                    status.get(ValueLayout.JAVA_INT, 20),
                    status.get(ValueLayout.JAVA_INT, 24),
                    major << 32 | minor,
                    status.get(ValueLayout.JAVA_LONG, 32)));
        }
    }

    private static void check(int result, String action, String path) {
        if (result < 0) {
            throw new PosixException(action + path, -result);
        }
    }
}
