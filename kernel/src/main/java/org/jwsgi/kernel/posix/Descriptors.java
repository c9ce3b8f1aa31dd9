package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * File descriptors by number, for those that are inherited or handed on and therefore cannot be Java channels. Whatever
 * is opened here closes on exec. Any process, any thread.
 */
public final class Descriptors {
    private static final int F_SETFD = 2;
    private static final int F_GETFD = 1;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FD_CLOEXEC = 1;
    private static final int O_CLOEXEC = 0x80000;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final MemorySegment READ = Libc.function("read");
    private static final MemorySegment WRITE = Libc.function("write");
    private static final MemorySegment CLOSE = Libc.function("close");
    private static final MemorySegment FCNTL = Libc.function("fcntl");

    private Descriptors() {}

    /**
     * Two descriptors that belong together.
     *
     * @param first the reading end of a pipe, or one end of a socket pair
     * @param second the writing end of a pipe, or the other end of a socket pair
     */
    public record Pair(int first, int second) {}

    /** Opens a pair of connected UNIX sockets that keep message boundaries ({@code SOCK_SEQPACKET}). */
    public static Pair packetPair() {
        return pair("socketpair", AF_UNIX, SOCK_SEQPACKET | O_CLOEXEC, 0);
    }

    /** Opens a pair of connected UNIX sockets that carry a stream of bytes ({@code SOCK_STREAM}). */
    public static Pair streamPair() {
        return pair("socketpair", AF_UNIX, SOCK_STREAM | O_CLOEXEC, 0);
    }

    /** Opens a pipe. */
    public static Pair pipe() {
        return pair("pipe2");
    }

    private static Pair pair(String call, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
            int result = arguments.length == 0
                    ? Libc.callInt(Libc.function(call), fds.address(), O_CLOEXEC)
                    : Libc.callInt(Libc.function(call), arguments[0], arguments[1], arguments[2], fds.address());
            if (result < 0) {
                throw new PosixException("cannot open a " + call, -result);
            }
            return new Pair(fds.getAtIndex(ValueLayout.JAVA_INT, 0), fds.getAtIndex(ValueLayout.JAVA_INT, 1));
        }
    }

    /**
     * Reads up to as many bytes as the buffer holds; waits for the first unless the descriptor is non-blocking.
     *
     * @return the number of bytes, 0 at the end, or a negated error number
     */
    public static int read(int fd, MemorySegment buffer) {
        int result;
        do {
            result = (int) Libc.callLong(READ, fd, buffer.address(), buffer.byteSize());
        } while (result == -Errno.EINTR);
        return result;
    }

    /**
     * Writes bytes.
     *
     * @return the number of bytes written, or a negated error number
     */
    public static int write(int fd, MemorySegment bytes) {
        int result;
        do {
            result = (int) Libc.callLong(WRITE, fd, bytes.address(), bytes.byteSize());
        } while (result == -Errno.EINTR);
        return result;
    }

    /**
     * Writes bytes to a socket; unlike {@link #write} it raises no signal when the other end is closed.
     *
     * @return the number of bytes written, or a negated error number
     */
    public static int send(int fd, MemorySegment bytes) {
        int result;
        do {
            result = (int) Libc.callLong(Libc.function("send"), fd, bytes.address(), bytes.byteSize(), MSG_NOSIGNAL);
        } while (result == -Errno.EINTR);
        return result;
    }

    /** Closes a descriptor. A descriptor that is not open is ignored. */
    public static void close(int fd) {
        Libc.callInt(CLOSE, fd);
    }

    /** Tells whether a descriptor is open. */
    public static boolean isOpen(int fd) {
        return Libc.callInt(FCNTL, fd, F_GETFD) >= 0;
    }

    /** Decides whether a descriptor survives an exec. */
    public static void setCloseOnExec(int fd, boolean close) {
        int result = Libc.callInt(FCNTL, fd, F_SETFD, close ? FD_CLOEXEC : 0);
        if (result < 0) {
            throw new PosixException("cannot keep descriptor " + fd, -result);
        }
    }

    /** Returns a copy of a descriptor with a number of at least {@code minimum}. */
    public static int duplicateAbove(int fd, int minimum) {
        int result = Libc.callInt(FCNTL, fd, F_DUPFD_CLOEXEC, minimum);
        if (result < 0) {
            throw new PosixException("cannot copy descriptor " + fd, -result);
        }
        return result;
    }

    /**
     * Opens a file for reading, close-on-exec.
     *
     * @throws PosixException when it cannot
     */
    public static int openForReading(String path) {
        try (Arena arena = Arena.ofConfined()) {
            int fd =
                    Libc.callInt(Libc.function("open"), arena.allocateFrom(path).address(), O_CLOEXEC);
            if (fd < 0) {
                throw new PosixException("cannot open " + path, -fd);
            }
            return fd;
        }
    }
}
