package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A blocking UNIX stream socket in the file system, for messages with descriptors. Any process; close from any thread. */
public final class UnixSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int LONGEST_PATH = 107;
    private static final int SHUT_RDWR = 2;

    private final int fd;
    private final String path;
    private volatile boolean open = true;

    private UnixSocket(int fd, String path) {
        this.fd = fd;
        this.path = path;
    }

    /**
     * Listens at a path, in place of whatever socket is there.
     *
     * @param mode the permissions of the socket's file
     * @throws PosixException when it cannot
     */
    public static UnixSocket listen(String path, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            Libc.callInt(Libc.function("unlink"), arena.allocateFrom(path).address());
            int fd = create(path);
            MemorySegment address = address(arena, path);
            int result = Libc.callInt(Libc.function("bind"), fd, address.address(), address.byteSize());
            if (result >= 0) {
                result = Libc.callInt(
                        Libc.function("chmod"), arena.allocateFrom(path).address(), mode);
            }
            if (result >= 0) {
                result = Libc.callInt(Libc.function("listen"), fd, 100);
            }
            if (result < 0) {
                Descriptors.close(fd);
                throw new PosixException("cannot bind " + path, -result);
            }
            return new UnixSocket(fd, path);
        }
    }

    /**
     * Connects to a path.
     *
     * @return the connection's descriptor, close-on-exec
     * @throws PosixException when nobody listens there
     */
    public static int connect(String path) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = create(path);
            MemorySegment address = address(arena, path);
            int result = Libc.callInt(Libc.function("connect"), fd, address.address(), address.byteSize());
            if (result < 0) {
                Descriptors.close(fd);
                throw new PosixException("cannot connect to " + path, -result);
            }
            return fd;
        }
    }

    /**
     * Waits for a connection.
     *
     * @return its descriptor, close-on-exec
     * @throws PosixException when it fails, or the socket is closed meanwhile
     */
    public int accept() {
        int result;
        do {
            result = Libc.callInt(Libc.function("accept4"), fd, 0, 0, 0x80000);
        } while (result == -Errno.EINTR);
        if (result < 0) {
            throw new PosixException("cannot accept on " + path, -result);
        }
        return result;
    }

    /** Tells whether it was not closed. */
    public boolean isOpen() {
        return open;
    }

    /** Stops listening, which wakes {@link #accept}, and removes the file. */
    @Override
    public void close() {
        if (open) {
            open = false;
            Libc.callInt(Libc.function("shutdown"), fd, SHUT_RDWR);
            Descriptors.close(fd);
            try (Arena arena = Arena.ofConfined()) {
                Libc.callInt(Libc.function("unlink"), arena.allocateFrom(path).address());
            }
        }
    }

    private static int create(String path) {
        int fd = Libc.callInt(Libc.function("socket"), AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
        if (fd < 0) {
            throw new PosixException("cannot create a socket for " + path, -fd);
        }
        return fd;
    }

    private static MemorySegment address(Arena arena, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_PATH) {
            throw new PosixException("cannot use " + path + " as a socket", 36); // ENAMETOOLONG
        }
        MemorySegment address = arena.allocate(2 + bytes.length + 1L, 2);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
        return address;
    }
}
