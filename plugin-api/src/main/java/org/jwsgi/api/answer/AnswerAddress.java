package org.jwsgi.api.answer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jwsgi.api.master.ServiceException;

/** Where an answer server listens. */
sealed interface AnswerAddress {
    /**
     * A TCP address.
     *
     * @param text as configured
     * @param address resolved
     */
    record Tcp(String text, InetSocketAddress address) implements AnswerAddress {}

    /**
     * A UNIX socket in the file system.
     *
     * @param text as configured
     * @param path the file
     */
    record Unix(String text, Path path) implements AnswerAddress {}

    /** Returns the address as configured. */
    String text();

    /**
     * Reads an address: {@code host:port}, {@code :port}, {@code [v6]:port}, or the path of a UNIX socket.
     *
     * @param noun what listens, for messages
     * @throws ServiceException when it is not one
     */
    static AnswerAddress parse(String noun, String text) {
        if (text.isEmpty()) {
            throw new ServiceException("cannot start the " + noun + ": its address is empty", null);
        }
        int colon = text.lastIndexOf(':');
        if (colon >= 0) {
            return new Tcp(
                    text,
                    new InetSocketAddress(host(noun, text, text.substring(0, colon)), port(noun, text, colon + 1)));
        }
        if (text.charAt(0) == '@' || text.startsWith("\\0")) {
            throw new ServiceException(
                    "cannot bind " + noun + " to " + text
                            + ": the JDK has no abstract UNIX sockets; a path or HOST:PORT would work",
                    null);
        }
        try {
            return new Unix(text, Path.of(text).toAbsolutePath());
        } catch (InvalidPathException e) {
            throw new ServiceException("cannot bind " + noun + " to " + text + ": not a path", e);
        }
    }

    private static InetAddress host(String noun, String text, String host) {
        try {
            if (host.isEmpty()) {
                return InetAddress.getByAddress(new byte[4]);
            }
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ServiceException("cannot bind " + noun + " to " + text + ": unknown host " + host, e);
        }
    }

    private static int port(String noun, String text, int start) {
        String port = text.substring(start);
        try {
            int number = port.isEmpty() ? 0 : Integer.parseUnsignedInt(port);
            if (number <= 65535) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new ServiceException("cannot bind " + noun + " to " + text + ": \"" + port + "\" is no port", e);
        }
        throw new ServiceException("cannot bind " + noun + " to " + text + ": \"" + port + "\" is no port", null);
    }
}
