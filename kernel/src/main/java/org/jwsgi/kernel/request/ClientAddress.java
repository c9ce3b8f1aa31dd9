package org.jwsgi.kernel.request;

import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.kernel.socket.Listener;

/**
 * Who is at the other end of a connection: as accepted, or as the PROXY protocol tells. Runs in: WORKER, with the
 * connection's owner.
 */
final class ClientAddress {
    private static final int IPV4_LENGTH = 8;

    private String address;
    private int port;

    private ClientAddress(String address, int port) {
        this.address = address;
        this.port = port;
    }

    /** Reads what netty's {@code accept} stored: a length, then the address and the port in network order. */
    static ClientAddress accepted(Listener listener, byte[] accepted) {
        if (listener.family().isUnix()) {
            return new ClientAddress("", 0);
        }
        if (accepted[0] == IPV4_LENGTH) {
            int port = (accepted[7] & 0xff) << 8 | accepted[8] & 0xff;
            return new ClientAddress(ipv4(accepted, 1), port);
        }
        InetSocketAddress socketAddress = NativeInetAddress.address(accepted, 1, accepted[0]);
        return new ClientAddress(text(socketAddress.getAddress()), socketAddress.getPort());
    }

    private static String ipv4(byte[] bytes, int offset) {
        StringBuilder text = new StringBuilder(15);
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                text.append('.');
            }
            text.append(bytes[offset + i] & 0xff);
        }
        return text.toString();
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    void proxied(String newAddress, int newPort) {
        address = newAddress;
        port = newPort;
    }

    String address() {
        return address;
    }

    int port() {
        return port;
    }

    /** Returns what a codec is told of the connection. */
    ConnectionInfo info(Listener listener, Socket socket, IoThread io) {
        RequestServerSetup setup = io.setup();
        boolean unix = listener.family().isUnix();
        return new ConnectionInfo(
                listener.name(),
                unix,
                unix ? "" : localAddress(listener, socket, io),
                listener.port(),
                address,
                port,
                setup.hostname(),
                setup.options().bufferSize(),
                setup.options().maxVars());
    }

    private static String localAddress(Listener listener, Socket socket, IoThread io) {
        String bound = io.boundAddress(listener);
        if (!bound.isEmpty()) {
            return bound;
        }
        InetSocketAddress own = socket.localAddress();
        return own == null ? "" : text(own.getAddress());
    }
}
