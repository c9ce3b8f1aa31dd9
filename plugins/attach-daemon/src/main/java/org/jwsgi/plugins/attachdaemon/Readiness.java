package org.jwsgi.plugins.attachdaemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells that a daemon serves. Its thread waits; it is not for the master loop. */
sealed interface Readiness {
    /** Between two looks. Short, since the workers wait. */
    int PAUSE_MILLIS = 50;

    /** A TCP address that accepts connections. */
    record Tcp(String host, int port) implements Readiness {}

    /** A UNIX socket that accepts connections, or any other file that is there and not empty, such as a pidfile. */
    record File(Path path) implements Readiness {}

    /**
     * Reads {@code HOST:PORT}, {@code :PORT} or a path.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Readiness parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.startsWith("/")) {
            return new File(Path.of(text));
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(port + " is no port");
        }
        return new Tcp(text.substring(0, colon), port);
    }

    /** Looks once. */
    default boolean isThere() {
        try {
            return switch (this) {
                case Tcp(String host, int port) -> accepts(host, port);
                case File(Path path) -> accepts(path);
            };
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean accepts(String host, int port) throws IOException {
        InetAddress address = host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1000);
            return true;
        }
    }

    private static boolean accepts(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return Files.size(path) > 0;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        }
    }

    /**
     * Waits.
     *
     * @return whether it was there in time
     */
    default boolean await(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!isThere()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return true;
    }
}
