package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The system calls for stream sockets. Every descriptor made here closes on exec, so that a child gets a socket only
 * when it is meant to; {@link #setCloseOnExec} changes that. Usable in any process and on any thread.
 */
public final class Sockets {
    /** The domain of UNIX sockets. */
    public static final int AF_UNIX = 1;
    /** The domain of IPv4. */
    public static final int AF_INET = 2;
    /** The domain of IPv6. */
    public static final int AF_INET6 = 10;

    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int F_GETFD = 1;
    private static final int F_SETFD = 2;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FD_CLOEXEC = 1;
    private static final int O_NONBLOCK = 04000;
    private static final int O_RDONLY = 0;

    private Sockets() {}

    /** The integer socket options in use here, with the numbers that x86-64 and AArch64 Linux share. */
    public enum Option {
        /** Bind although old connections of the port linger. */
        SO_REUSEADDR(1, 2),
        /** The socket's type. */
        SO_TYPE(1, 3),
        /** Bytes of the send buffer. */
        SO_SNDBUF(1, 7),
        /** Bytes of the receive buffer. */
        SO_RCVBUF(1, 8),
        /** Probe idle connections. */
        SO_KEEPALIVE(1, 9),
        /** Let several sockets bind one port. */
        SO_REUSEPORT(1, 15),
        /** Whether it listens. */
        SO_ACCEPTCONN(1, 30),
        /** The socket's protocol. */
        SO_PROTOCOL(1, 38),
        /** The socket's domain. */
        SO_DOMAIN(1, 39),
        /** Bind to an address that no interface has yet. */
        IP_FREEBIND(0, 15),
        /** Send small packets at once. */
        TCP_NODELAY(6, 1),
        /** Seconds during which a connection without data is not reported. */
        TCP_DEFER_ACCEPT(6, 9),
        /** Pending connections that may carry data in their first packet. */
        TCP_FASTOPEN(6, 23);

        private final int level;
        private final int number;

        Option(int level, int number) {
            this.level = level;
            this.number = number;
        }
    }

    /**
     * Opens a stream socket.
     *
     * @param domain one of the {@code AF_} numbers
     * @throws PosixException when the system refuses
     */
    public static int open(int domain) {
        int fd = Libc.callInt(Libc.function("socket"), domain, SOCK_STREAM | SOCK_CLOEXEC, 0);
        return checked(fd, "cannot create a socket");
    }

    /** Binds a socket. Throws a {@link PosixException} that names the address when it cannot. */
    public static void bind(int fd, Endpoint endpoint) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = endpoint.encode();
            MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            int result = Libc.callInt(Libc.function("bind"), fd, address.address(), bytes.length);
            if (result < 0) {
                throw new PosixException("cannot bind " + endpoint.text(), -result);
            }
        }
    }

    /** Makes a bound socket listen, or changes the backlog of one that does. */
    public static void listen(int fd, int backlog) {
        checked(Libc.callInt(Libc.function("listen"), fd, backlog), "cannot listen on descriptor " + fd);
    }

    /** Returns the address that a socket is bound to; empty when the descriptor is no socket of a known family. */
    public static Optional<Endpoint> localEndpoint(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Endpoint.CAPACITY, 8);
            MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
            size.set(ValueLayout.JAVA_INT, 0, Endpoint.CAPACITY);
            int result = Libc.callInt(Libc.function("getsockname"), fd, address.address(), size.address());
            if (result < 0) {
                return Optional.empty();
            }
            int length = Math.min(size.get(ValueLayout.JAVA_INT, 0), Endpoint.CAPACITY);
            return Endpoint.decode(address.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /** Sets an integer option. Throws a {@link PosixException} that names it when the system refuses. */
    public static void set(int fd, Option option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            setOption(fd, option.level, option.number, memory, "cannot set " + option);
        }
    }

    /** Limits how long a blocking write to an accepted connection waits; 0 means for ever. */
    public static void setSendTimeout(int fd, long seconds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeval = arena.allocate(16, 8);
            timeval.set(ValueLayout.JAVA_LONG, 0, seconds);
            setOption(fd, 1, 21, timeval, "cannot set SO_SNDTIMEO");
        }
    }

    /** Reads an integer option; empty when the descriptor is no socket or its family has no such option. */
    public static OptionalInt get(int fd, Option option) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            int size = readOption(fd, option.level, option.number, value);
            return size < Integer.BYTES ? OptionalInt.empty() : OptionalInt.of(value.get(ValueLayout.JAVA_INT, 0));
        }
    }

    /** Tells whether a descriptor is a stream socket that listens. */
    public static boolean isListening(int fd) {
        return get(fd, Option.SO_ACCEPTCONN).orElse(0) == 1
                && get(fd, Option.SO_TYPE).orElse(0) == SOCK_STREAM;
    }

    /** Tells whether a descriptor is open. */
    public static boolean isOpen(int fd) {
        return Libc.callInt(Libc.function("fcntl"), fd, F_GETFD) >= 0;
    }

    /** Makes a descriptor close on exec, or stay open. */
    public static void setCloseOnExec(int fd, boolean close) {
        int result = Libc.callInt(Libc.function("fcntl"), fd, F_SETFD, close ? FD_CLOEXEC : 0);
        checked(result, "cannot change descriptor " + fd);
    }

    /** Tells whether a descriptor closes on exec; false when it is not open. */
    public static boolean isCloseOnExec(int fd) {
        int flags = Libc.callInt(Libc.function("fcntl"), fd, F_GETFD);
        return flags >= 0 && (flags & FD_CLOEXEC) != 0;
    }

    /** Makes calls on a descriptor return at once instead of waiting, or wait. It counts for every duplicate of it. */
    public static void setNonBlocking(int fd, boolean nonBlocking) {
        int flags = checked(Libc.callInt(Libc.function("fcntl"), fd, F_GETFL), "cannot read descriptor " + fd);
        int wanted = nonBlocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        checked(Libc.callInt(Libc.function("fcntl"), fd, F_SETFL, wanted), "cannot change descriptor " + fd);
    }

    /** Duplicates a descriptor to the lowest free number from {@code minimum} up. The copy closes on exec. */
    public static int duplicate(int fd, int minimum) {
        int copy = Libc.callInt(Libc.function("fcntl"), fd, F_DUPFD_CLOEXEC, minimum);
        return checked(copy, "cannot duplicate descriptor " + fd);
    }

    /** Puts {@code /dev/null}, for reading, in the place of a descriptor. */
    public static void replaceWithDevNull(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/dev/null");
            int device = Libc.callInt(Libc.function("open"), path.address(), O_RDONLY | SOCK_CLOEXEC);
            checked(device, "cannot open /dev/null");
            int result = Libc.callInt(Libc.function("dup2"), device, fd);
            if (device != fd) {
                close(device);
            }
            checked(result, "cannot replace descriptor " + fd);
        }
    }

    /** Ends both directions of a socket, for every process that shares it: one that listened refuses clients from now on. */
    public static void shutdown(int fd) {
        Libc.callInt(Libc.function("shutdown"), fd, 2);
    }

    /**
     * The process at the other end of a UNIX socket, as it was when it connected.
     *
     * @param pid its pid
     * @param uid its user
     * @param gid its group
     */
    public record Peer(int pid, int uid, int gid) {}

    /** Returns who is at the other end of a connected UNIX socket ({@code SO_PEERCRED}). */
    public static Peer peer(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(12, 4);
            int size = readOption(fd, 1, 17, value);
            checked(size, "cannot tell who is at the other end");
            return new Peer(
                    value.get(ValueLayout.JAVA_INT, 0),
                    value.get(ValueLayout.JAVA_INT, 4),
                    value.get(ValueLayout.JAVA_INT, 8));
        }
    }

    /** Connects a socket. Throws a {@link PosixException} with the system's reason when it cannot. */
    public static void connect(int fd, Endpoint endpoint) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = endpoint.encode();
            MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            int result = Libc.callInt(Libc.function("connect"), fd, address.address(), bytes.length);
            checked(result, "cannot connect to " + endpoint.text());
        }
    }

    /**
     * Accepts a connection. The new descriptor closes on exec, and calls on it wait.
     *
     * @return the descriptor, or a negated error number
     */
    public static int accept(int fd) {
        return Libc.callInt(Libc.function("accept4"), fd, 0, 0, SOCK_CLOEXEC);
    }

    /** Limits how long a call on a socket waits for data; 0 means for ever. */
    public static void setReceiveTimeout(int fd, long millis) {
        setTimeout(fd, 20, millis, "cannot set SO_RCVTIMEO");
    }

    /** Limits how long connecting a UNIX socket waits while the other end accepts nobody; 0 means for ever. */
    public static void setConnectTimeout(int fd, long millis) {
        setTimeout(fd, 21, millis, "cannot set SO_SNDTIMEO");
    }

    private static void setTimeout(int fd, int option, long millis, String action) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeval = arena.allocate(16, 8);
            timeval.set(ValueLayout.JAVA_LONG, 0, millis / 1000);
            timeval.set(ValueLayout.JAVA_LONG, 8, millis % 1000 * 1000);
            setOption(fd, 1, option, timeval, action);
        }
    }

    /** Closes a descriptor; one that is not open is left alone. */
    public static void close(int fd) {
        Libc.callInt(Libc.function("close"), fd);
    }

    /** Reads an option into memory and returns its size, negative when it cannot be read. */
    static int readOption(int fd, int level, int number, MemorySegment target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, (int) target.byteSize());
            int result = Libc.callInt(Libc.function("getsockopt"), fd, level, number, target.address(), size.address());
            return result < 0 ? result : size.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private static void setOption(int fd, int level, int number, MemorySegment value, String action) {
        int result = Libc.callInt(Libc.function("setsockopt"), fd, level, number, value.address(), value.byteSize());
        checked(result, action);
    }

    private static int checked(int result, String action) {
        if (result < 0) {
            throw new PosixException(action, -result);
        }
        return result;
    }
}
