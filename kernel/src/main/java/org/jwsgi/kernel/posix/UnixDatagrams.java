package org.jwsgi.kernel.posix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** UNIX datagram sockets, which Java lacks. Any process, any thread. */
public final class UnixDatagrams {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int OWNER_ONLY = 0600;
    private static final int LONGEST_PATH = 107;

    private UnixDatagrams() {}

    /**
     * Connects a socket: each write to it becomes a datagram.
     *
     * @param path the receiver's path; {@code @NAME} for an abstract one
     * @return the descriptor, which closes on exec
     * @throws PosixException when nobody listens there, or this process may not send
     */
    public static int connect(String path) {
        String action = "cannot reach " + path;
        int fd = open(action);
        join(fd, "connect", path, action);
        return fd;
    }

    /**
     * Binds a socket, to which nobody but this process' user and root can ever write: it has its mode from birth.
     *
     * @param path a path in the file system where nothing is
     * @return the descriptor, which closes on exec
     * @throws PosixException when it cannot be bound
     */
    public static int bind(String path) {
        String action = "cannot bind " + path;
        int fd = open(action);
        int result = Libc.callInt(Libc.function("fchmod"), fd, OWNER_ONLY);
        if (result < 0) {
            Descriptors.close(fd);
            throw new PosixException(action, -result);
        }
        join(fd, "bind", path, action);
        return fd;
    }

    /**
     * Takes the next datagram without waiting.
     *
     * @param limit how many bytes are taken; the rest of a longer one is lost
     * @return empty when none has come
     */
    public static Optional<byte[]> receive(int fd, int limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(limit);
            int length = (int) Libc.callLong(Libc.function("recv"), fd, buffer.address(), limit, MSG_DONTWAIT);
            return length < 0
                    ? Optional.empty()
                    : Optional.of(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private static int open(String action) {
        int fd = Libc.callInt(Libc.function("socket"), AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new PosixException(action, -fd);
        }
        return fd;
    }

    /** Calls a function that takes a socket and an address; the socket is closed when it fails. */
    private static void join(int fd, String function, String path, String action) {
        boolean isAbstract = path.startsWith("@");
        byte[] name = path.getBytes(UTF_8);
        int result = -Errno.EINVAL;
        if (name.length != 0 && name.length <= LONGEST_PATH) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment address = arena.allocate(2L + LONGEST_PATH + 1, 8);
                address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
                MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
                if (isAbstract) {
                    address.set(ValueLayout.JAVA_BYTE, 2, (byte) 0);
                }
                int size = 2 + name.length + (isAbstract ? 0 : 1);
                result = Libc.callInt(Libc.function(function), fd, address.address(), size);
            }
        }
        if (result < 0) {
            Descriptors.close(fd);
            throw new PosixException(action, -result);
        }
    }
}
