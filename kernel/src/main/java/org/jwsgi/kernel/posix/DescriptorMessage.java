package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * One message with descriptors over a connected UNIX socket: some bytes, and open descriptors of which the receiver gets
 * copies ({@code SCM_RIGHTS}). Any process, any thread; may block as the socket does.
 *
 * @param bytes the message's bytes
 * @param descriptors the descriptors; the receiver's own to close
 */
@SuppressWarnings("ArrayRecordComponent")
public record DescriptorMessage(byte[] bytes, List<Integer> descriptors) {
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final long HEADER_BYTES = 56;
    private static final int CONTROL_HEADER = 16;
    private static final int MOST_DESCRIPTORS = 253; // SCM_MAX_FD
    private static final int MOST_BYTES = 4096;

    /** Copies the descriptors. */
    public DescriptorMessage {
        descriptors = List.copyOf(descriptors);
    }

    /**
     * Sends the message.
     *
     * @throws PosixException when the peer is gone or does not take it
     */
    public void send(int socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(Math.max(1, bytes.length), 8);
            MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
            int length = CONTROL_HEADER + 4 * descriptors.size();
            MemorySegment control = arena.allocate((length + 7) / 8 * 8L, 8);
            control.set(ValueLayout.JAVA_LONG, 0, length);
            control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
            control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
            for (int i = 0; i < descriptors.size(); i++) {
                control.set(ValueLayout.JAVA_INT, CONTROL_HEADER + 4L * i, descriptors.get(i));
            }
            MemorySegment header = header(arena, data, bytes.length, control);
            int result = Libc.callInt(Libc.function("sendmsg"), socket, header.address(), MSG_NOSIGNAL);
            if (result < 0) {
                throw new PosixException("cannot send descriptors", -result);
            }
        }
    }

    /**
     * Waits for a message. Descriptors come close-on-exec.
     *
     * @throws PosixException when it fails
     */
    public static DescriptorMessage receive(int socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(MOST_BYTES, 8);
            MemorySegment control = arena.allocate(CONTROL_HEADER + 4L * (MOST_DESCRIPTORS + 1), 8);
            MemorySegment header = header(arena, data, MOST_BYTES, control);
            int result;
            do {
                result = Libc.callInt(Libc.function("recvmsg"), socket, header.address(), MSG_CMSG_CLOEXEC);
            } while (result == -Errno.EINTR);
            if (result < 0) {
                throw new PosixException("cannot receive descriptors", -result);
            }
            List<Integer> descriptors = new ArrayList<>();
            long filled = header.get(ValueLayout.JAVA_LONG, 40);
            if (filled > CONTROL_HEADER && control.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS) {
                long end = Math.min(filled, control.get(ValueLayout.JAVA_LONG, 0));
                for (long at = CONTROL_HEADER; at + 4 <= end; at += 4) {
                    descriptors.add(control.get(ValueLayout.JAVA_INT, at));
                }
            }
            return new DescriptorMessage(data.asSlice(0, result).toArray(ValueLayout.JAVA_BYTE), descriptors);
        }
    }

    /** Lays out a {@code struct msghdr} of a 64-bit Linux. */
    private static MemorySegment header(Arena arena, MemorySegment data, long length, MemorySegment control) {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.JAVA_LONG, 0, data.address());
        vector.set(ValueLayout.JAVA_LONG, 8, length);
        MemorySegment header = arena.allocate(HEADER_BYTES, 8);
        header.set(ValueLayout.JAVA_LONG, 16, vector.address());
        header.set(ValueLayout.JAVA_LONG, 24, 1);
        header.set(ValueLayout.JAVA_LONG, 32, control.address());
        header.set(ValueLayout.JAVA_LONG, 40, control.byteSize());
        return header;
    }
}
