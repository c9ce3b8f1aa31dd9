package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * One end of a {@code SOCK_SEQPACKET} pair: each send is one receive at the other end, whole or not at all. Receiving
 * never waits. One thread at a time, except that any thread may send.
 */
public final class PacketSocket implements AutoCloseable {
    /** The largest packet, well below the kernel's default send buffer. */
    public static final int MAX_PACKET = 128 * 1024;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final MemorySegment SEND = Libc.function("send");
    private static final MemorySegment RECV = Libc.function("recv");

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(MAX_PACKET);

    /** Takes over a descriptor. */
    public PacketSocket(int fd) {
        this.fd = fd;
    }

    /** What came of receiving. */
    public sealed interface Received {
        /**
         * A packet.
         *
         * @param bytes its content, at least one byte
         */
        @SuppressWarnings("ArrayRecordComponent")
        record Packet(byte[] bytes) implements Received {}

        /** Nothing has arrived yet. */
        record Nothing() implements Received {}

        /** The other end is gone. */
        record End() implements Received {}
    }

    /** Returns the descriptor. */
    public int fd() {
        return fd;
    }

    /** Takes the next packet, if there is one. */
    public Received receive() {
        int length = (int) Libc.callLong(RECV, fd, buffer.address(), MAX_PACKET, MSG_DONTWAIT);
        if (length > 0) {
            return new Received.Packet(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        }
        return length == -Errno.EAGAIN || length == -Errno.EINTR ? new Received.Nothing() : new Received.End();
    }

    /**
     * Sends a packet.
     *
     * @param wait whether to wait while the other end does not read
     * @return the error number when it was not sent: {@code EAGAIN} when it would have to wait, {@code EPIPE} when the
     *     other end is gone
     */
    public Optional<Integer> send(byte[] packet, boolean wait) {
        if (packet.length == 0 || packet.length > MAX_PACKET) {
            throw new IllegalArgumentException("a packet of " + packet.length + " bytes");
        }
        try (Arena local = Arena.ofConfined()) {
            MemorySegment bytes = local.allocate(packet.length).copyFrom(MemorySegment.ofArray(packet));
            int flags = MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT);
            int result;
            do {
                result = (int) Libc.callLong(SEND, fd, bytes.address(), packet.length, flags);
            } while (result == -Errno.EINTR);
            return result < 0 ? Optional.of(-result) : Optional.empty();
        }
    }

    /** Closes the descriptor. Call it once, from the receiving thread. */
    @Override
    public void close() {
        Descriptors.close(fd);
        arena.close();
    }
}
