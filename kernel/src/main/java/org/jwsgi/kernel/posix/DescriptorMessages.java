package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages on UNIX stream sockets that carry descriptors, after {@code sendmsg(2)}, {@code cmsg(3)} and {@code unix(7)}. The
 * structures are those of 64-bit Linux. Any process, any thread.
 */
public final class DescriptorMessages {
    /** How many descriptors one message carries at most: Linux' {@code SCM_MAX_FD}. */
    public static final int MAX_DESCRIPTORS = 253;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final long MSGHDR_BYTES = 56;
    private static final long CMSGHDR_BYTES = 16;

    private DescriptorMessages() {}

    /**
     * A message that arrived.
     *
     * @param bytes the bytes; none at the end of the connection
     * @param descriptors the descriptors, closing on exec
     * @param truncated whether some descriptors are lost, for lack of room here or in this process' table
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Message(byte[] bytes, List<Integer> descriptors, boolean truncated) {}

    /**
     * Sends bytes with descriptors, without waiting.
     *
     * @param bytes at least one
     * @param descriptors at most {@link #MAX_DESCRIPTORS}
     * @return the number of bytes sent, or a negated error number
     */
    public static int send(int fd, byte[] bytes, List<Integer> descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            long size = descriptors.isEmpty() ? 0 : controlBytes(descriptors.size());
            MemorySegment control = arena.allocate(Math.max(size, 1), 8);
            if (!descriptors.isEmpty()) {
                control.set(ValueLayout.JAVA_LONG, 0, CMSGHDR_BYTES + 4L * descriptors.size());
                control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
                control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
                for (int i = 0; i < descriptors.size(); i++) {
                    control.set(ValueLayout.JAVA_INT, CMSGHDR_BYTES + 4L * i, descriptors.get(i));
                }
            }
            MemorySegment header = header(arena, data, control, size);
            int result;
            do {
                result = (int)
                        Libc.callLong(Libc.function("sendmsg"), fd, header.address(), MSG_NOSIGNAL | MSG_DONTWAIT);
            } while (result == -Errno.EINTR);
            return result;
        }
    }

    /**
     * Waits for a message, as long as the socket's receive time-out allows.
     *
     * @param limit the most bytes to take
     * @throws PosixException when none comes; with {@link Errno#EAGAIN} when the time is over
     */
    public static Message receive(int fd, int limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(limit);
            long size = controlBytes(MAX_DESCRIPTORS);
            MemorySegment control = arena.allocate(size, 8);
            MemorySegment header = header(arena, data, control, size);
            int result;
            do {
                result = (int) Libc.callLong(Libc.function("recvmsg"), fd, header.address(), MSG_CMSG_CLOEXEC);
            } while (result == -Errno.EINTR);
            if (result < 0) {
                throw new PosixException("cannot receive", -result);
            }
            long used = Math.min(header.get(ValueLayout.JAVA_LONG, 40), size);
            return new Message(
                    data.asSlice(0, result).toArray(ValueLayout.JAVA_BYTE),
                    descriptors(control, used),
                    (header.get(ValueLayout.JAVA_INT, 48) & MSG_CTRUNC) != 0);
        }
    }

    private static List<Integer> descriptors(MemorySegment control, long used) {
        List<Integer> descriptors = new ArrayList<>();
        long at = 0;
        while (at + CMSGHDR_BYTES <= used) {
            long length = control.get(ValueLayout.JAVA_LONG, at);
            if (length < CMSGHDR_BYTES || at + length > used) {
                break;
            }
            if (control.get(ValueLayout.JAVA_INT, at + 8) == SOL_SOCKET
                    && control.get(ValueLayout.JAVA_INT, at + 12) == SCM_RIGHTS) {
                for (long next = at + CMSGHDR_BYTES; next + 4 <= at + length; next += 4) {
                    descriptors.add(control.get(ValueLayout.JAVA_INT, next));
                }
            }
            at += (length + 7) & -8;
        }
        return List.copyOf(descriptors);
    }

    /** Makes a {@code struct msghdr} with one {@code struct iovec}. */
    private static MemorySegment header(Arena arena, MemorySegment data, MemorySegment control, long controlBytes) {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.JAVA_LONG, 0, data.address());
        vector.set(ValueLayout.JAVA_LONG, 8, data.byteSize());
        MemorySegment header = arena.allocate(MSGHDR_BYTES, 8);
        header.set(ValueLayout.JAVA_LONG, 16, vector.address());
        header.set(ValueLayout.JAVA_LONG, 24, 1);
        header.set(ValueLayout.JAVA_LONG, 32, controlBytes == 0 ? 0 : control.address());
        header.set(ValueLayout.JAVA_LONG, 40, controlBytes);
        return header;
    }

    private static long controlBytes(int descriptors) {
        return CMSGHDR_BYTES + ((4L * descriptors + 7) & -8);
    }
}
