package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * How many connections wait to be accepted on a listening socket. Runs in: MASTER, or the sole process; any thread.
 *
 * @param length the connections that wait
 * @param limit the most that may wait
 */
public record ListenQueue(int length, int limit) {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int TCP_INFO_UNACKED = 24;
    private static final int TCP_INFO_SACKED = 28;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int NLM_F_REQUEST = 1;
    private static final int UDIAG_SHOW_RQLEN = 0x10;
    private static final int UNIX_DIAG_RQLEN = 4;
    private static final int NETLINK_HEADER = 16;
    private static final int DIAG_REQUEST = 24;
    private static final int DIAG_ANSWER = 16;
    private static final int MSG_DONTWAIT = 0x40;

    /**
     * Asks the operating system. For TCP it says so in {@code TCP_INFO}, for UNIX sockets over {@code sock_diag(7)},
     * which containers may lack.
     *
     * @return the queue; empty when the descriptor does not listen or the system does not tell
     */
    public static Optional<ListenQueue> of(int fd) {
        if (!Sockets.isListening(fd)) {
            return Optional.empty();
        }
        return Sockets.get(fd, Sockets.Option.SO_DOMAIN).orElse(0) == Sockets.AF_UNIX ? ofUnix(fd) : ofTcp(fd);
    }

    private static Optional<ListenQueue> ofTcp(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(256, 8);
            if (Sockets.readOption(fd, IPPROTO_TCP, TCP_INFO, info) < TCP_INFO_SACKED + Integer.BYTES) {
                return Optional.empty();
            }
            return Optional.of(new ListenQueue(
                    info.get(ValueLayout.JAVA_INT, TCP_INFO_UNACKED), info.get(ValueLayout.JAVA_INT, TCP_INFO_SACKED)));
        }
    }

    private static Optional<ListenQueue> ofUnix(int fd) {
        Optional<NativePath.Status> status = NativePath.statusOf(fd);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        int netlink = Libc.callInt(Libc.function("socket"), AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
        if (netlink < 0) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(1024, 8);
            int size = ask(netlink, (int) status.get().inode(), arena, answer);
            return parse(answer, size);
        } finally {
            Sockets.close(netlink);
        }
    }

    /** Sends a {@code unix_diag_req} for one inode and reads the answer, which the kernel queues before it returns. */
    private static int ask(int netlink, int inode, Arena arena, MemorySegment answer) {
        MemorySegment request = arena.allocate(NETLINK_HEADER + DIAG_REQUEST, 8);
        request.set(ValueLayout.JAVA_INT, 0, NETLINK_HEADER + DIAG_REQUEST);
        request.set(ValueLayout.JAVA_SHORT, 4, (short) SOCK_DIAG_BY_FAMILY);
        request.set(ValueLayout.JAVA_SHORT, 6, (short) NLM_F_REQUEST);
        request.set(ValueLayout.JAVA_BYTE, NETLINK_HEADER, (byte) Sockets.AF_UNIX);
        request.set(ValueLayout.JAVA_INT, NETLINK_HEADER + 4, -1);
        request.set(ValueLayout.JAVA_INT, NETLINK_HEADER + 8, inode);
        request.set(ValueLayout.JAVA_INT, NETLINK_HEADER + 12, UDIAG_SHOW_RQLEN);
        request.set(ValueLayout.JAVA_LONG, NETLINK_HEADER + 16, -1L);
        long sent = Libc.callLong(Libc.function("send"), netlink, request.address(), request.byteSize(), 0);
        return sent < 0
                ? -1
                : (int) Libc.callLong(
                        Libc.function("recv"), netlink, answer.address(), answer.byteSize(), MSG_DONTWAIT);
    }

    private static Optional<ListenQueue> parse(MemorySegment answer, int size) {
        if (size < NETLINK_HEADER + DIAG_ANSWER || answer.get(ValueLayout.JAVA_SHORT, 4) != SOCK_DIAG_BY_FAMILY) {
            return Optional.empty();
        }
        int end = Math.min(size, answer.get(ValueLayout.JAVA_INT, 0));
        int at = NETLINK_HEADER + DIAG_ANSWER;
        while (at + 4 <= end) {
            int length = answer.get(ValueLayout.JAVA_SHORT, at) & 0xffff;
            if (answer.get(ValueLayout.JAVA_SHORT, at + 2L) == UNIX_DIAG_RQLEN && length >= 12 && at + 12 <= end) {
                return Optional.of(new ListenQueue(
                        answer.get(ValueLayout.JAVA_INT, at + 4L), answer.get(ValueLayout.JAVA_INT, at + 8L)));
            }
            at += Math.max(4, length + 3 & ~3);
        }
        return Optional.empty();
    }
}
