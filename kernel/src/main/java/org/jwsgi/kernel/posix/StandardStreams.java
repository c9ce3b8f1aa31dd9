package org.jwsgi.kernel.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Points standard output and standard error of this process somewhere else. Everything that writes to descriptors 1 and
 * 2 follows: Java's streams, the JVM's own messages, native libraries, and children started afterwards. Any process,
 * any thread; the switch of each descriptor is atomic.
 */
public final class StandardStreams {
    private static final int O_WRONLY = 1;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0100;
    private static final int O_TRUNC = 01000;
    private static final int O_APPEND = 02000;
    private static final int O_NONBLOCK = 04000;
    private static final int O_CLOEXEC = 02000000;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = O_CLOEXEC;
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int FORMAT_MASK = 0170000;
    private static final int FORMAT_PIPE = 0010000;

    private static final List<Integer> STREAMS = List.of(1, 2);

    private StandardStreams() {}

    /**
     * Sends both streams to the end of a file, which is created when missing. A named pipe is opened without waiting for
     * somebody who reads it, and what it cannot hold is not written: then a write fails with {@code EAGAIN}.
     *
     * @param file the file
     * @param createMode permissions of a new file, from which the umask is taken away
     * @param forceMode permissions to give the file even when it exists, or -1
     * @param truncate whether to empty it first
     * @throws PosixException when the file cannot be opened; the streams are as before
     */
    public static void toFile(Path file, int createMode, int forceMode, boolean truncate) {
        toFile(file, createMode, forceMode, truncate, STREAMS);
    }

    /**
     * Points some descriptors at the end of a file, as {@link #toFile(Path, int, int, boolean)} does with both streams.
     *
     * @throws PosixException when the file cannot be opened; the descriptors are as before
     */
    public static void toFile(Path file, int createMode, int forceMode, boolean truncate, List<Integer> descriptors) {
        int flags = isPipe(file)
                ? O_RDWR | O_NONBLOCK | O_CLOEXEC
                : O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (truncate ? O_TRUNC : 0);
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            fd = check(
                    "cannot open log file " + file,
                    Libc.callInt(Libc.function("open"), path.address(), flags, createMode));
        }
        if (forceMode >= 0) {
            int result = Libc.callInt(Libc.function("fchmod"), fd, forceMode);
            if (result < 0) {
                close(fd);
                throw new PosixException("cannot change the mode of log file " + file, -result);
            }
        }
        replace(fd, descriptors);
    }

    private static boolean isPipe(Path file) {
        try {
            return Files.exists(file)
                    && (((Integer) Files.getAttribute(file, "unix:mode")) & FORMAT_MASK) == FORMAT_PIPE;
        } catch (IOException e) {
            return false; // opening it tells what is wrong with it
        }
    }

    /**
     * Sends both streams to a UDP address: each write becomes a datagram.
     *
     * @param address a resolved address
     * @throws PosixException when there is no route to it; the streams are as before
     */
    public static void toDatagrams(InetSocketAddress address) {
        toDatagrams(address, STREAMS);
    }

    /**
     * Points some descriptors at a UDP address, as {@link #toDatagrams(InetSocketAddress)} does with both streams.
     *
     * @throws PosixException when there is no route to it; the descriptors are as before
     */
    public static void toDatagrams(InetSocketAddress address, List<Integer> descriptors) {
        boolean v6 = address.getAddress() instanceof Inet6Address;
        String action = "cannot send the log to " + address;
        int fd = check(
                action, Libc.callInt(Libc.function("socket"), v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment socketAddress = arena.allocate(v6 ? 28 : 16, 8);
            socketAddress.set(ValueLayout.JAVA_SHORT, 0, (short) (v6 ? AF_INET6 : AF_INET));
            socketAddress.set(NETWORK_SHORT, 2, (short) address.getPort());
            MemorySegment.copy(
                    MemorySegment.ofArray(address.getAddress().getAddress()),
                    0,
                    socketAddress,
                    v6 ? 8 : 4,
                    v6 ? 16 : 4);
            int result = Libc.callInt(Libc.function("connect"), fd, socketAddress.address(), socketAddress.byteSize());
            if (result < 0) {
                close(fd);
                throw new PosixException(action, -result);
            }
        }
        replace(fd, descriptors);
    }

    /**
     * Gives the file behind a descriptor to a user and a group.
     *
     * @throws PosixException when that is not allowed
     */
    public static void giveTo(int descriptor, int uid, int gid) {
        check("cannot change the owner of the log file", Libc.callInt(Libc.function("fchown"), descriptor, uid, gid));
    }

    /**
     * Makes a descriptor lead where another one leads. 0, 1 and 2 stay open on exec, others do not.
     *
     * @throws PosixException when the source is not open
     */
    public static void copy(int source, int target) {
        if (source == target) {
            Descriptors.setCloseOnExec(target, target > 2);
            return;
        }
        int flags = target > 2 ? O_CLOEXEC : 0;
        check("cannot redirect descriptor " + target, Libc.callInt(Libc.function("dup3"), source, target, flags));
    }

    private static void replace(int fd, List<Integer> descriptors) {
        for (int descriptor : descriptors) {
            copy(fd, descriptor);
        }
        if (!descriptors.contains(fd)) {
            close(fd);
        }
    }

    private static void close(int fd) {
        Libc.callInt(Libc.function("close"), fd);
    }

    private static int check(String action, int result) {
        if (result < 0) {
            throw new PosixException(action, -result);
        }
        return result;
    }
}
