package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Named pipes without waiting for the other end. Any process, any thread. */
public final class Fifos {
    private static final int O_WRONLY_NONBLOCK_CLOEXEC = 1 | 04000 | 02000000;

    private Fifos() {}

    /**
     * Writes to a named pipe, no more than it has room for.
     *
     * @return whether somebody has it open for reading; else nothing is written
     * @throws PosixException when it cannot be opened or written to
     */
    public static boolean write(String path, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            int fd =
                    Libc.callInt(Libc.function("open"), arena.allocateFrom(path).address(), O_WRONLY_NONBLOCK_CLOEXEC);
            if (fd == -Errno.ENXIO) {
                return false;
            }
            if (fd < 0) {
                throw new PosixException("cannot open " + path, -fd);
            }
            try {
                MemorySegment content = arena.allocate(Math.max(1, bytes.length));
                MemorySegment.copy(bytes, 0, content, ValueLayout.JAVA_BYTE, 0, bytes.length);
                int result = Descriptors.write(fd, content.asSlice(0, bytes.length));
                if (result == -Errno.EPIPE) {
                    return false;
                }
                if (result < 0) {
                    throw new PosixException("cannot write to " + path, -result);
                }
                return true;
            } finally {
                Descriptors.close(fd);
            }
        }
    }
}
