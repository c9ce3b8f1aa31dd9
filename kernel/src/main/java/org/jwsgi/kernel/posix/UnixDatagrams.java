package org.jwsgi.kernel.posix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** UNIX datagram sockets, which Java lacks. Any process, any thread. */
public final class UnixDatagrams {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
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
        boolean isAbstract = path.startsWith("@");
        byte[] name = path.getBytes(UTF_8);
        if (name.length == 0 || name.length > LONGEST_PATH) {
            throw new PosixException("cannot reach " + path, Errno.EINVAL);
        }
        int fd = check(path, Libc.callInt(Libc.function("socket"), AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2L + LONGEST_PATH + 1, 8);
            address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
            if (isAbstract) {
                address.set(ValueLayout.JAVA_BYTE, 2, (byte) 0);
            }
            int size = 2 + name.length + (isAbstract ? 0 : 1);
            int result = Libc.callInt(Libc.function("connect"), fd, address.address(), size);
            if (result < 0) {
                Descriptors.close(fd);
                throw new PosixException("cannot reach " + path, -result);
            }
        }
        return fd;
    }

    private static int check(String path, int result) {
        if (result < 0) {
            throw new PosixException("cannot reach " + path, -result);
        }
        return result;
    }
}
