package org.jwsgi.api.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A server that a command talks to: {@code HOST:PORT}, {@code :PORT} of this machine, or the path of a UNIX socket. */
public final class Peer {
    private Peer() {}

    /**
     * Connects.
     *
     * @param timeout how long to try, at least a millisecond
     * @return a blocking channel, which the caller closes
     * @throws IOException when nobody answers in time; its message says why in the words for the operator
     */
    public static SocketChannel connect(String address, Duration timeout) throws IOException {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            if (address.startsWith("@")) {
                throw new IOException("abstract UNIX sockets are not supported here");
            }
            return connectUnix(address);
        }
        String host = colon == 0 ? "127.0.0.1" : address.substring(0, colon);
        InetSocketAddress remote;
        try {
            remote = new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IOException("\"" + address.substring(colon + 1) + "\" is not a port", e);
        }
        if (remote.isUnresolved()) {
            throw new IOException("there is no host " + host);
        }
        return connectInternet(remote, timeout);
    }

    private static SocketChannel connectUnix(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException | IllegalArgumentException e) {
            channel.close();
            throw e instanceof IOException unable ? unable : new IOException("not the path of a socket", e);
        }
    }

    private static SocketChannel connectInternet(InetSocketAddress remote, Duration timeout) throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean connected = false;
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(remote)) {
                channel.register(selector, SelectionKey.OP_CONNECT);
                if (selector.select(Math.max(1, timeout.toMillis())) == 0 || !channel.finishConnect()) {
                    throw new IOException("no answer within " + timeout.toMillis() + " ms");
                }
            }
            connected = true;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
        channel.configureBlocking(true);
        return channel;
    }
}
