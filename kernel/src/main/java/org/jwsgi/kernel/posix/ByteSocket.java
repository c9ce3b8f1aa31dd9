package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A connected stream socket on which each byte is a message of its own. It never waits. Receiving belongs to one thread,
 * any thread may send. Any process.
 */
public final class ByteSocket {
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SOCK_STREAM = 1;
    private static final int MOST = 64;

    private final int fd;

    /** Takes over a descriptor. */
    public ByteSocket(int fd) {
        this.fd = fd;
    }

    /** What came of receiving. */
    public sealed interface Received {
        /**
         * Some bytes, or none yet.
         *
         * @param bytes the bytes in their order
         */
        @SuppressWarnings("ArrayRecordComponent")
        record Bytes(byte[] bytes) implements Received {}

        /** The other end is gone. */
        record End() implements Received {}
    }

    /** Tells whether a descriptor is a stream socket, as this class needs it. */
    public static boolean suits(int fd) {
        return Sockets.get(fd, Sockets.Option.SO_TYPE).orElse(0) == SOCK_STREAM && !Sockets.isListening(fd);
    }

    /** Returns the descriptor. */
    public int fd() {
        return fd;
    }

    /** Takes what has arrived. */
    public Received receive() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MOST);
            int length = (int) Libc.callLong(Libc.function("recv"), fd, buffer.address(), MOST, MSG_DONTWAIT);
            if (length > 0) {
                return new Received.Bytes(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            }
            return length == -Errno.EAGAIN || length == -Errno.EINTR
                    ? new Received.Bytes(new byte[0])
                    : new Received.End();
        }
    }

    /**
     * Sends a byte.
     *
     * @return false when the other end is gone or does not read
     */
    public boolean send(int message) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(1);
            one.set(ValueLayout.JAVA_BYTE, 0, (byte) message);
            long result;
            do {
                result = Libc.callLong(Libc.function("send"), fd, one.address(), 1, MSG_DONTWAIT | MSG_NOSIGNAL);
            } while (result == -Errno.EINTR);
            return result == 1;
        }
    }
}
