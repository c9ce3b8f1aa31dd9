package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The address of a socket as the kernel of the operating system sees it, encoded and decoded after {@code ip(7)},
 * {@code ipv6(7)} and {@code unix(7)}. Immutable; usable in any process and on any thread.
 */
public sealed interface Endpoint {
    /** The bytes that {@code sun_path} holds. */
    int PATH_CAPACITY = 108;

    /** The bytes that hold an address of any family here. */
    int CAPACITY = 128;

    /** Returns the socket domain, such as {@link Sockets#AF_INET}. */
    int domain();

    /** Writes the address and returns how many bytes it takes. */
    int encode(MemorySegment target);

    /** Returns the address as the log shows it, such as {@code 127.0.0.1:80}, {@code [::1]:80} or {@code @name}. */
    String text();

    /** Returns the TCP port, 0 for the other families. */
    default int port() {
        return 0;
    }

    /**
     * An IPv4 address.
     *
     * @param address its four bytes, the first in the highest place
     * @param port the port, 0 for any
     */
    record Inet4(int address, int port) implements Endpoint {
        @Override
        public int domain() {
            return Sockets.AF_INET;
        }

        @Override
        public int encode(MemorySegment target) {
            target.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) Sockets.AF_INET);
            target.set(NETWORK_SHORT, 2, (short) port);
            target.set(NETWORK_INT, 4, address);
            target.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 0);
            return 16;
        }

        @Override
        public String text() {
            return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "."
                    + (address & 0xff) + ":" + port;
        }
    }

    /**
     * An IPv6 address.
     *
     * @param high its first eight bytes
     * @param low its last eight bytes
     * @param port the port, 0 for any
     * @param scope the number of the network interface for a link-local address, otherwise 0
     */
    record Inet6(long high, long low, int port, int scope) implements Endpoint {
        @Override
        public int domain() {
            return Sockets.AF_INET6;
        }

        @Override
        public int encode(MemorySegment target) {
            target.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) Sockets.AF_INET6);
            target.set(NETWORK_SHORT, 2, (short) port);
            target.set(ValueLayout.JAVA_INT_UNALIGNED, 4, 0);
            target.set(NETWORK_LONG, 8, high);
            target.set(NETWORK_LONG, 16, low);
            target.set(ValueLayout.JAVA_INT_UNALIGNED, 24, scope);
            return 28;
        }

        @Override
        public String text() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment address = arena.allocate(16, 8);
                address.set(NETWORK_LONG, 0, high);
                address.set(NETWORK_LONG, 8, low);
                MemorySegment text = arena.allocate(64);
                Libc.callLong(Libc.function("inet_ntop"), Sockets.AF_INET6, address.address(), text.address(), 64);
                return "[" + text.getString(0) + (scope == 0 ? "" : "%" + scope) + "]:" + port;
            }
        }
    }

    /**
     * A UNIX socket in the file system.
     *
     * @param path the path as it was bound, possibly relative
     */
    record UnixPath(String path) implements Endpoint {
        @Override
        public int domain() {
            return Sockets.AF_UNIX;
        }

        @Override
        public int encode(MemorySegment target) {
            byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
            if (bytes.length >= PATH_CAPACITY) {
                throw new IllegalArgumentException("the path is longer than a UNIX socket's may be: " + path);
            }
            target.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) Sockets.AF_UNIX);
            MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 2, bytes.length);
            target.set(ValueLayout.JAVA_BYTE, 2 + (long) bytes.length, (byte) 0);
            return 2 + bytes.length + 1;
        }

        @Override
        public String text() {
            return path;
        }
    }

    /**
     * A UNIX socket in Linux' abstract namespace. uWSGI and its clients end the name with a zero byte, other programs
     * (systemd, for one) do not, and to the kernel these are different names.
     *
     * @param name the name without its leading zero byte
     * @param zeroEnded whether the name ends with a zero byte
     */
    record UnixAbstract(String name, boolean zeroEnded) implements Endpoint {
        @Override
        public int domain() {
            return Sockets.AF_UNIX;
        }

        @Override
        public int encode(MemorySegment target) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            int size = 2 + 1 + bytes.length + (zeroEnded ? 1 : 0);
            if (size > 2 + PATH_CAPACITY) {
                throw new IllegalArgumentException("the name is longer than an abstract socket's may be: @" + name);
            }
            target.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) Sockets.AF_UNIX);
            target.asSlice(2, size - 2L).fill((byte) 0);
            MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 3, bytes.length);
            return size;
        }

        @Override
        public String text() {
            return "@" + name;
        }
    }

    /** A UNIX socket that has no name. */
    record UnixUnnamed() implements Endpoint {
        @Override
        public int domain() {
            return Sockets.AF_UNIX;
        }

        @Override
        public int encode(MemorySegment target) {
            target.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) Sockets.AF_UNIX);
            return 2;
        }

        @Override
        public String text() {
            return "(unnamed)";
        }
    }

    /** Big-endian. */
    ValueLayout.OfShort NETWORK_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Big-endian. */
    ValueLayout.OfInt NETWORK_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Big-endian. */
    ValueLayout.OfLong NETWORK_LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Makes the IPv4 address of four bytes in network order. */
    static Inet4 inet4(byte[] address, int port) {
        return new Inet4(MemorySegment.ofArray(address).get(NETWORK_INT, 0), port);
    }

    /** Makes the IPv6 address of sixteen bytes in network order. */
    static Inet6 inet6(byte[] address, int port, int scope) {
        MemorySegment bytes = MemorySegment.ofArray(address);
        return new Inet6(bytes.get(NETWORK_LONG, 0), bytes.get(NETWORK_LONG, 8), port, scope);
    }

    /** Reads a dotted IPv4 address; empty when the text is none. Asks no name server. */
    static Optional<Inet4> parseInet4(String host, int port) {
        return pton(Sockets.AF_INET, host, 4).map(bytes -> inet4(bytes, port));
    }

    /**
     * Reads an IPv6 address without brackets; a link-local one may end with {@code %INTERFACE}. Empty when the text is
     * none or the interface does not exist. Asks no name server.
     */
    static Optional<Inet6> parseInet6(String host, int port) {
        int percent = host.indexOf('%');
        if (percent < 0) {
            return pton(Sockets.AF_INET6, host, 16).map(bytes -> inet6(bytes, port, 0));
        }
        int scope = interfaceNumber(host.substring(percent + 1));
        return scope == 0
                ? Optional.empty()
                : pton(Sockets.AF_INET6, host.substring(0, percent), 16).map(bytes -> inet6(bytes, port, scope));
    }

    /**
     * Reads an address that the kernel wrote.
     *
     * @param source where it is
     * @param size how many bytes it takes
     * @return the address; empty for a family that no listening socket of ours has
     */
    static Optional<Endpoint> decode(MemorySegment source, int size) {
        if (size < 2) {
            return Optional.empty();
        }
        return switch (source.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0)) {
            case Sockets.AF_INET ->
                Optional.of(new Inet4(source.get(NETWORK_INT, 4), source.get(NETWORK_SHORT, 2) & 0xffff));
            case Sockets.AF_INET6 ->
                Optional.of(new Inet6(
                        source.get(NETWORK_LONG, 8),
                        source.get(NETWORK_LONG, 16),
                        source.get(NETWORK_SHORT, 2) & 0xffff,
                        source.get(ValueLayout.JAVA_INT_UNALIGNED, 24)));
            case Sockets.AF_UNIX ->
                Optional.of(unix(source.asSlice(2, Math.min(size, 2 + PATH_CAPACITY) - 2L)
                        .toArray(ValueLayout.JAVA_BYTE)));
            default -> Optional.empty();
        };
    }

    private static Endpoint unix(byte[] path) {
        if (path.length == 0) {
            return new UnixUnnamed();
        }
        if (path[0] != 0) {
            int end = 0;
            while (end < path.length && path[end] != 0) {
                end++;
            }
            return new UnixPath(new String(path, 0, end, StandardCharsets.UTF_8));
        }
        boolean zeroEnded = path.length > 1 && path[path.length - 1] == 0;
        byte[] name = Arrays.copyOfRange(path, 1, zeroEnded ? path.length - 1 : path.length);
        return new UnixAbstract(new String(name, StandardCharsets.UTF_8), zeroEnded);
    }

    private static Optional<byte[]> pton(int domain, String host, int size) {
        if (host.indexOf(0) >= 0) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(16, 8);
            MemorySegment text = arena.allocateFrom(host);
            int found = Libc.callInt(Libc.function("inet_pton"), domain, text.address(), address.address());
            return found == 1 ? Optional.of(address.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE)) : Optional.empty();
        }
    }

    private static int interfaceNumber(String name) {
        try (Arena arena = Arena.ofConfined()) {
            int number = name.indexOf(0) >= 0
                    ? 0
                    : (int) Libc.callLong(
                            Libc.function("if_nametoindex"),
                            arena.allocateFrom(name).address());
            if (number > 0) {
                return number;
            }
        }
        try {
            return Math.max(0, Integer.parseInt(name));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
