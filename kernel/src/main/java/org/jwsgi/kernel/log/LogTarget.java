package org.jwsgi.kernel.log;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jwsgi.kernel.JwsgiException;

/** What {@code logto} names. */
sealed interface LogTarget {
    /** A file. */
    record LogFile(Path path) implements LogTarget {}

    /** A UDP address. */
    record Datagrams(String host, int port) implements LogTarget {
        /**
         * Finds the address.
         *
         * @throws JwsgiException when the name has none
         */
        InetSocketAddress resolve() {
            try {
                return new InetSocketAddress(
                        host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host), port);
            } catch (UnknownHostException e) {
                throw new JwsgiException(
                        JwsgiException.Kind.ENVIRONMENT,
                        "cannot send the log to " + host + ":" + port + ": unknown host " + host,
                        e);
            }
        }
    }

    /**
     * Reads a target. {@code HOST:PORT} is an address, unless it holds a slash; anything else is a file.
     *
     * @param text the option's value
     */
    static LogTarget parse(String text) {
        int colon = text.lastIndexOf(':');
        int port = colon < 0 || text.indexOf('/') >= 0 ? -1 : port(text.substring(colon + 1));
        if (port < 0) {
            return new LogFile(Path.of(text).toAbsolutePath());
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new Datagrams(bracketed ? host.substring(1, host.length() - 1) : host, port);
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
            port = port * 10 + (c - '0');
        }
        return port >= 1 && port <= 65535 ? port : -1;
    }
}
