package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jwsgi.api.protocol.ConnectionInfo;

/**
 * The PROXY protocol, versions 1 and 2, in front of a connection (haproxy's {@code proxy-protocol.txt}). As in uWSGI the
 * header is optional: a connection that does not begin with it is served with its own address, so the option belongs on
 * sockets that only proxies can reach. A header that begins but is wrong closes the connection.
 */
sealed interface ProxyHeader {
    /** The bytes so far may become a header. */
    record NeedMore() implements ProxyHeader {}

    /** The connection begins with something else. */
    record Absent() implements ProxyHeader {}

    /** Something began like a header and is none. */
    record Malformed(String reason) implements ProxyHeader {}

    /** A header; its bytes have been consumed. An unknown or local source has an empty address. */
    record Found(String sourceAddress, int sourcePort, String targetAddress, int targetPort) implements ProxyHeader {
        ConnectionInfo applyTo(ConnectionInfo direct) {
            if (sourceAddress.isEmpty()) {
                return direct;
            }
            return new ConnectionInfo(
                    direct.socketName(),
                    direct.unix(),
                    targetAddress,
                    targetPort,
                    sourceAddress,
                    sourcePort,
                    direct.serverName(),
                    direct.bufferSize(),
                    direct.maxVars());
        }
    }

    /** The longest version 1 line, CR LF included. */
    int MAX_LINE = 107;

    /** The beginning of version 1. */
    byte[] TEXT = "PROXY ".getBytes(US_ASCII);

    /** The beginning of version 2. */
    byte[] BINARY = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    /** Reads a header at the beginning of a buffer. Consumes it when it is complete. */
    static ProxyHeader read(ByteBuffer in) {
        if (in.remaining() == 0) {
            return new NeedMore();
        }
        if (begins(in, TEXT)) {
            return in.remaining() < TEXT.length ? new NeedMore() : readLine(in);
        }
        if (begins(in, BINARY)) {
            return in.remaining() < BINARY.length + 4 ? new NeedMore() : readBlock(in);
        }
        return new Absent();
    }

    private static boolean begins(ByteBuffer in, byte[] signature) {
        int length = Math.min(in.remaining(), signature.length);
        for (int i = 0; i < length; i++) {
            if (in.get(in.position() + i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private static ProxyHeader readLine(ByteBuffer in) {
        int start = in.position();
        int limit = Math.min(in.limit(), start + MAX_LINE);
        for (int i = start; i + 1 < limit; i++) {
            if (in.get(i) == '\r' && in.get(i + 1) == '\n') {
                byte[] line = new byte[i - start];
                in.get(start, line);
                in.position(i + 2);
                return parseLine(new String(line, US_ASCII));
            }
        }
        return in.remaining() < MAX_LINE ? new NeedMore() : new Malformed("PROXY line too long");
    }

    private static ProxyHeader parseLine(String line) {
        String[] fields = line.split(" ", -1);
        if (fields[1].equals("UNKNOWN")) {
            return new Found("", 0, "", 0);
        }
        int addressLength = fields[1].equals("TCP4") ? 4 : fields[1].equals("TCP6") ? 16 : 0;
        if (addressLength == 0 || fields.length != 6) {
            return new Malformed("invalid PROXY line");
        }
        byte[] source = NetUtil.createByteArrayFromIpAddressString(fields[2]);
        byte[] target = NetUtil.createByteArrayFromIpAddressString(fields[3]);
        int sourcePort = port(fields[4]);
        int targetPort = port(fields[5]);
        if (source == null
                || target == null
                || source.length != addressLength
                || target.length != addressLength
                || sourcePort < 0
                || targetPort < 0) {
            return new Malformed("invalid PROXY line");
        }
        return new Found(text(source), sourcePort, text(target), targetPort);
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + c - '0';
        }
        return port > 65535 ? -1 : port;
    }

    private static ProxyHeader readBlock(ByteBuffer in) {
        int start = in.position() + BINARY.length;
        int versionAndCommand = in.get(start) & 0xff;
        int family = (in.get(start + 1) & 0xff) >> 4;
        int length = (in.get(start + 2) & 0xff) << 8 | in.get(start + 3) & 0xff;
        int command = versionAndCommand & 0xf;
        int addressLength = family == 1 ? 4 : family == 2 ? 16 : 0;
        if (versionAndCommand >> 4 != 2 || command > 1 || length > 4096) {
            return new Malformed("invalid PROXY header");
        }
        if (command == 1 && length < 2 * addressLength + 4 && addressLength > 0) {
            return new Malformed("PROXY header too short");
        }
        int end = start + 4 + length;
        if (in.limit() < end) {
            return new NeedMore();
        }
        byte[] block = new byte[length];
        in.get(start + 4, block);
        in.position(end);
        if (command == 0 || addressLength == 0) {
            return new Found("", 0, "", 0);
        }
        int ports = 2 * addressLength;
        return new Found(
                text(Arrays.copyOfRange(block, 0, addressLength)),
                (block[ports] & 0xff) << 8 | block[ports + 1] & 0xff,
                text(Arrays.copyOfRange(block, addressLength, ports)),
                (block[ports + 2] & 0xff) << 8 | block[ports + 3] & 0xff);
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
