package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

    /** Returns the bytes of the address' C structure. */
    byte[] encode();

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
        public byte[] encode() {
            byte[] bytes = start(Sockets.AF_INET, 16);
            putBigEndian(bytes, 2, port, 2);
            putBigEndian(bytes, 4, address, 4);
            return bytes;
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
        public byte[] encode() {
            byte[] bytes = start(Sockets.AF_INET6, 28);
            putBigEndian(bytes, 2, port, 2);
            putBigEndian(bytes, 8, high, 8);
            putBigEndian(bytes, 16, low, 8);
            for (int i = 0; i < 4; i++) {
                bytes[24 + i] = (byte) (scope >>> 8 * i);
            }
            return bytes;
        }

        @Override
        public String text() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, Arrays.copyOfRange(encode(), 8, 24));
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
        public byte[] encode() {
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            if (name.length >= PATH_CAPACITY) {
                throw new IllegalArgumentException("the path is longer than a UNIX socket's may be: " + path);
            }
            byte[] bytes = start(Sockets.AF_UNIX, 2 + name.length + 1);
            System.arraycopy(name, 0, bytes, 2, name.length);
            return bytes;
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
        public byte[] encode() {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            int size = 2 + 1 + text.length + (zeroEnded ? 1 : 0);
            if (size > 2 + PATH_CAPACITY) {
                throw new IllegalArgumentException("the name is longer than an abstract socket's may be: @" + name);
            }
            byte[] bytes = start(Sockets.AF_UNIX, size);
            System.arraycopy(text, 0, bytes, 3, text.length);
            return bytes;
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
        public byte[] encode() {
            return start(Sockets.AF_UNIX, 2);
        }

        @Override
        public String text() {
            return "(unnamed)";
        }
    }

    /** Makes the IPv4 address of four bytes in network order. */
    static Inet4 inet4(byte[] address, int port) {
        return new Inet4((int) bigEndian(address, 0, 4), port);
    }

    /** Makes the IPv6 address of sixteen bytes in network order. */
    static Inet6 inet6(byte[] address, int port, int scope) {
        return new Inet6(bigEndian(address, 0, 8), bigEndian(address, 8, 8), port, scope);
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
     * @param bytes all of it and nothing more
     * @return the address; empty for a family that no listening socket of ours has
     */
    static Optional<Endpoint> decode(byte[] bytes) {
        if (bytes.length < 2) {
            return Optional.empty();
        }
        int family = bytes[0] & 0xff | (bytes[1] & 0xff) << 8;
        if (family == Sockets.AF_UNIX) {
            return Optional.of(unix(Arrays.copyOfRange(bytes, 2, Math.min(bytes.length, 2 + PATH_CAPACITY))));
        }
        if (family == Sockets.AF_INET && bytes.length >= 16) {
            return Optional.of(new Inet4((int) bigEndian(bytes, 4, 4), (int) bigEndian(bytes, 2, 2)));
        }
        if (family == Sockets.AF_INET6 && bytes.length >= 28) {
            int scope = Integer.reverseBytes((int) bigEndian(bytes, 24, 4));
            return Optional.of(
                    new Inet6(bigEndian(bytes, 8, 8), bigEndian(bytes, 16, 8), (int) bigEndian(bytes, 2, 2), scope));
        }
        return Optional.empty();
    }

    /** Makes room for a structure that begins with its family, a short in the order of both our architectures. */
    private static byte[] start(int family, int size) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) family;
        return bytes;
    }

    private static void putBigEndian(byte[] bytes, int at, long value, int size) {
        for (int i = 0; i < size; i++) {
            bytes[at + i] = (byte) (value >>> 8 * (size - 1 - i));
        }
    }

    private static long bigEndian(byte[] bytes, int at, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
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
