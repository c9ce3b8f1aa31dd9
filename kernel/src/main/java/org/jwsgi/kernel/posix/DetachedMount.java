package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * A directory or file, with all that is mounted beneath, held by a descriptor so that it can be attached again where its
 * old path means nothing any more: in another root. The calls are Linux 5.2's {@code open_tree} and {@code move_mount}
 * and 5.12's {@code mount_setattr}; their numbers are the same on every machine. Used on a launch thread.
 *
 * @param descriptor the tree
 * @param path where it is attached
 * @param directory whether it is a directory
 */
record DetachedMount(int descriptor, Path path, boolean directory) {
    private static final int OPEN_TREE = 428;
    private static final int MOVE_MOUNT = 429;
    private static final int MOUNT_SETATTR = 442;
    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int CLONE_CLOEXEC_RECURSIVE = 0x1 | 0x80000 | 0x8000;
    private static final int MOVE_FROM_EMPTY_PATH = 0x4;
    private static final long ATTRIBUTES_BYTES = 32;
    private static final long READ_ONLY = 1;

    /**
     * Holds what is at a path of the present root.
     *
     * @param source the path now
     * @param target the path in the root to come
     * @param directory whether it is a directory
     * @throws PosixException when it is not there, or the thread may not mount
     */
    static DetachedMount open(Path source, Path target, boolean directory) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = Libc.callInt(
                    Libc.function("syscall"),
                    OPEN_TREE,
                    AT_FDCWD,
                    arena.allocateFrom(source.toString()).address(),
                    CLONE_CLOEXEC_RECURSIVE);
            if (fd < 0) {
                throw new PosixException("cannot carry " + source + " into the jail", -fd);
            }
            return new DetachedMount(fd, target, directory);
        }
    }

    /** Makes all of it read-only. */
    void protect() {
        try (Arena arena = Arena.ofConfined()) {
            var attributes = arena.allocate(ATTRIBUTES_BYTES, 8);
            attributes.set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, READ_ONLY);
            int result = Libc.callInt(
                    Libc.function("syscall"),
                    MOUNT_SETATTR,
                    descriptor,
                    arena.allocateFrom("").address(),
                    AT_EMPTY_PATH | 0x8000,
                    attributes.address(),
                    ATTRIBUTES_BYTES);
            if (result < 0) {
                throw new PosixException("cannot make " + path + " read-only in the jail", -result);
            }
        }
    }

    /** Attaches it at its path in the calling thread's present root, where something of its kind must be. */
    void attach() {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.callInt(
                    Libc.function("syscall"),
                    MOVE_MOUNT,
                    descriptor,
                    arena.allocateFrom("").address(),
                    AT_FDCWD,
                    arena.allocateFrom(path.toString()).address(),
                    MOVE_FROM_EMPTY_PATH);
            if (result < 0) {
                throw new PosixException("cannot mount " + path + " in the jail", -result);
            }
        }
    }
}
