package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The socket pair that carries the log of all processes to the one that reads it. Ordinary programs write to one end as
 * if it were a file: a write waits while the reader is behind, but only for a second, then it fails with {@code EAGAIN};
 * a reader that is stuck or gone stops nobody. A write of up to 32 KB is never mixed with others. Any process, any thread.
 */
public final class LogSocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDTIMEO = 21;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final MemorySegment SEND = Libc.function("send");
    private static final MemorySegment RECV = Libc.function("recv");

    private LogSocket() {}

    /**
     * Opens a pair.
     *
     * @return the end to read from and the end to write to
     */
    public static Descriptors.Pair open() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
            int result =
                    Libc.callInt(Libc.function("socketpair"), AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.address());
            if (result < 0) {
                throw new PosixException("cannot open a socket for the log", -result);
            }
            int reader = fds.getAtIndex(ValueLayout.JAVA_INT, 0);
            int writer = fds.getAtIndex(ValueLayout.JAVA_INT, 1);
            MemorySegment timeout = arena.allocate(16, 8);
            timeout.set(ValueLayout.JAVA_LONG, 0, 1L);
            set(writer, SO_SNDTIMEO, timeout);
            MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
            size.set(ValueLayout.JAVA_INT, 0, BUFFER_BYTES);
            set(writer, SO_SNDBUF, size); // as much of it as the machine allows
            return new Descriptors.Pair(reader, writer);
        }
    }

    private static void set(int fd, int option, MemorySegment value) {
        Libc.callInt(Libc.function("setsockopt"), fd, SOL_SOCKET, option, value.address(), value.byteSize());
    }

    /**
     * Reads what is there, without waiting.
     *
     * @return the number of bytes, 0 when every writer is gone, or a negated error number
     */
    public static int receive(int fd, MemorySegment buffer) {
        int result;
        do {
            result = (int) Libc.callLong(RECV, fd, buffer.address(), buffer.byteSize(), MSG_DONTWAIT);
        } while (result == -Errno.EINTR);
        return result;
    }

    /**
     * Writes as much as fits, without waiting.
     *
     * @return the number of bytes, or a negated error number
     */
    public static int send(int fd, byte[] bytes, int offset, int length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(length);
            MemorySegment.copy(bytes, offset, copy, ValueLayout.JAVA_BYTE, 0, length);
            return (int) Libc.callLong(SEND, fd, copy.address(), length, MSG_DONTWAIT | MSG_NOSIGNAL);
        }
    }
}
