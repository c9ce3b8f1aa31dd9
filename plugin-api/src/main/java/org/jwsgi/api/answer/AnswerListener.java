package org.jwsgi.api.answer;

import java.io.File;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.master.ServiceException;

/**
 * The bound socket of an answer server.
 *
 * @param channel listens
 * @param name its address as the log shows it
 * @param descriptor its number in this process; empty when it cannot be told
 * @param file the socket's file, if it has one
 */
record AnswerListener(ServerSocketChannel channel, String name, Optional<Integer> descriptor, Optional<Path> file) {
    private static final int BACKLOG = 100;
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET_FILE = 0140000;

    /**
     * Binds an address.
     *
     * @param noun what listens, for messages
     * @throws ServiceException when that is not possible; nothing stays open
     */
    static AnswerListener bind(String noun, AnswerAddress address, SocketFileRules rules) {
        return switch (address) {
            case AnswerAddress.Tcp(String text, InetSocketAddress tcp) ->
                bind(
                        noun,
                        text,
                        tcp.getAddress() instanceof Inet6Address
                                ? StandardProtocolFamily.INET6
                                : StandardProtocolFamily.INET,
                        tcp,
                        Optional.empty(),
                        rules);
            case AnswerAddress.Unix(String text, Path path) -> {
                removeStale(noun, text, path);
                yield bind(
                        noun,
                        text,
                        StandardProtocolFamily.UNIX,
                        unixAddress(noun, text, path),
                        Optional.of(path),
                        rules);
            }
        };
    }

    private static AnswerListener bind(
            String noun,
            String text,
            ProtocolFamily family,
            SocketAddress address,
            Optional<Path> file,
            SocketFileRules rules) {
        ServerSocketChannel channel = null;
        try {
            ServerSocketChannel.open(family).close(); // the JDK's own first-time sockets are open after this
            Set<Integer> before = openSockets();
            channel = ServerSocketChannel.open(family);
            Set<Integer> opened = openSockets();
            opened.removeAll(before);
            channel.bind(address, BACKLOG);
            if (file.isPresent() && rules.mode().isPresent()) {
                Files.setAttribute(file.get(), "unix:mode", rules.mode().get());
            }
            return new AnswerListener(
                    channel,
                    name(text, channel.getLocalAddress()),
                    opened.size() == 1 ? Optional.of(opened.iterator().next()) : Optional.empty(),
                    file);
        } catch (IOException | UnsupportedAddressTypeException e) {
            ServiceException failure =
                    new ServiceException("cannot bind " + noun + " to " + text + ": " + reason(e), e);
            closeAfterFailure(channel, failure);
            throw failure;
        }
    }

    private static void closeAfterFailure(
            @org.jspecify.annotations.Nullable ServerSocketChannel channel, ServiceException failure) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Returns the configured text, with the port that was assigned instead of 0. */
    private static String name(String text, SocketAddress bound) {
        if (bound instanceof InetSocketAddress inet) {
            return text.substring(0, text.lastIndexOf(':') + 1) + inet.getPort();
        }
        return text;
    }

    private static SocketAddress unixAddress(String noun, String text, Path path) {
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (IllegalArgumentException e) {
            throw new ServiceException("cannot bind " + noun + " to " + text + ": not a path for a socket", e);
        }
    }

    private static void removeStale(String noun, String text, Path path) {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) != SOCKET_FILE) {
                throw new ServiceException(
                        "cannot bind " + noun + " to " + text + ": a file that is no socket is in the way", null);
            }
            Files.delete(path);
        } catch (NoSuchFileException e) {
            return; // nothing in the way
        } catch (IOException e) {
            throw new ServiceException("cannot bind " + noun + " to " + text + ": " + reason(e), e);
        }
    }

    private static Set<Integer> openSockets() {
        Set<Integer> sockets = new HashSet<>();
        String[] numbers = new File("/proc/self/fd").list();
        for (String number : numbers == null ? new String[0] : numbers) {
            try {
                if (Files.readSymbolicLink(Path.of("/proc/self/fd", number))
                        .toString()
                        .startsWith("socket:")) {
                    sockets.add(Integer.valueOf(number));
                }
            } catch (IOException e) {
                continue; // closed meanwhile
            }
        }
        return sockets;
    }

    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException gone -> "no such file or directory";
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            default -> {
                String message = String.valueOf(e.getMessage());
                yield message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
            }
        };
    }
}
