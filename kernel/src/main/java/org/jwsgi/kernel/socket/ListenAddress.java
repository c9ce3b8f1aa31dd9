package org.jwsgi.kernel.socket;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Endpoint;

/** An address as it is configured, not yet looked up or bound. Runs in: any process; immutable. */
public sealed interface ListenAddress {
    /** The bytes that a UNIX socket's name may have in the configuration; uWSGI's limit. */
    int MAX_UNIX_NAME = 102;

    /** Returns the address as written, without surrounding blanks. */
    String text();

    /** Tells whether the system chooses the port. */
    default boolean hasAnyPort() {
        return false;
    }

    /** Returns what to bind when no look-up is needed to know; empty for names, patterns and existing sockets. */
    default Optional<Endpoint> literal() {
        return Optional.empty();
    }

    /** Returns the name of a socket for the log and the stats: as configured, with the port that the system chose. */
    default String nameOf(Endpoint bound) {
        return bound.text();
    }

    /**
     * A TCP address.
     *
     * @param text as written
     * @param host an IPv4 or IPv6 address without brackets, or a name; empty for all IPv4 interfaces
     * @param port the port, 0 for one that the system chooses
     */
    record Tcp(String text, String host, int port) implements ListenAddress {
        @Override
        public boolean hasAnyPort() {
            return port == 0;
        }

        @Override
        public Optional<Endpoint> literal() {
            if (host.isEmpty()) {
                return Optional.of(new Endpoint.Inet4(0, port));
            }
            return host.indexOf(':') < 0
                    ? Endpoint.parseInet4(host, port).map(Endpoint.class::cast)
                    : Endpoint.parseInet6(host, port).map(Endpoint.class::cast);
        }

        @Override
        public String nameOf(Endpoint bound) {
            return port != 0 ? text : text.substring(0, text.lastIndexOf(':') + 1) + bound.port();
        }
    }

    /**
     * The first local IPv4 address that begins like this.
     *
     * @param text as written
     * @param prefix what the address begins with
     * @param port the port, 0 for one that the system chooses
     */
    record InterfacePrefix(String text, String prefix, int port) implements ListenAddress {
        @Override
        public boolean hasAnyPort() {
            return port == 0;
        }
    }

    /**
     * A UNIX socket in the file system.
     *
     * @param text as written, which is its path
     */
    record UnixPath(String text) implements ListenAddress {
        @Override
        public Optional<Endpoint> literal() {
            return Optional.of(new Endpoint.UnixPath(text));
        }
    }

    /**
     * A UNIX socket in the abstract namespace.
     *
     * @param text as written
     * @param name its name there, without zero bytes
     */
    record UnixAbstract(String text, String name) implements ListenAddress {
        @Override
        public Optional<Endpoint> literal() {
            return Optional.of(new Endpoint.UnixAbstract(name, true));
        }

        @Override
        public String nameOf(Endpoint bound) {
            return text;
        }
    }

    /**
     * A socket that {@code shared-socket} has bound.
     *
     * @param text as written
     * @param number its number, from 0
     */
    record Shared(String text, int number) implements ListenAddress {}

    /**
     * A listening socket that the process was started with.
     *
     * @param text as written
     * @param fd its descriptor
     */
    record Descriptor(String text, int fd) implements ListenAddress {}

    /**
     * Reads an address. Asks no name server and touches no file.
     *
     * @param configured the text from the configuration
     * @param abstractSockets whether what looks like a path means an abstract name
     * @throws JwsgiException of kind {@code USER} with one line when the text is no address
     */
    static ListenAddress parse(String configured, boolean abstractSockets) {
        String text = configured.strip();
        if (text.isEmpty()) {
            throw new JwsgiException(JwsgiException.Kind.USER, "invalid/empty jwsgi socket name");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw invalid(text, "it holds a control character");
            }
        }
        if (text.charAt(0) == '=') {
            return shared(text);
        }
        if (text.startsWith("fd://")) {
            return descriptor(text);
        }
        return text.indexOf(':') < 0 ? unix(text, abstractSockets) : tcp(text);
    }

    /**
     * Reads the name of a UNIX socket where no other address makes sense: a colon in it means nothing.
     *
     * @throws JwsgiException of kind {@code USER} with one line when the text is no such name
     */
    static ListenAddress local(String configured) {
        String text = configured.strip();
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(text, "it is no name of a UNIX socket");
        }
        return unix(text, false);
    }

    private static ListenAddress shared(String text) {
        int number = number(text, 1);
        if (number < 0) {
            throw new JwsgiException(JwsgiException.Kind.USER, "unable to use shared socket " + text.substring(1));
        }
        return new Shared(text, number);
    }

    private static ListenAddress descriptor(String text) {
        int fd = number(text, "fd://".length());
        if (fd < 0) {
            throw invalid(text, "fd:// needs the number of a descriptor");
        }
        return new Descriptor(text, fd);
    }

    private static ListenAddress unix(String text, boolean abstractSockets) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_UNIX_NAME) {
            throw new JwsgiException(
                    JwsgiException.Kind.USER,
                    "invalid socket name \"" + text + "\": longer than " + MAX_UNIX_NAME + " bytes");
        }
        if (text.charAt(0) == '@') {
            return named(text, text.substring(1));
        }
        if (text.startsWith("\\0")) {
            return named(text, text.substring(2));
        }
        return abstractSockets ? new UnixAbstract(text, text) : new UnixPath(text);
    }

    private static ListenAddress named(String text, String name) {
        if (name.isEmpty()) {
            throw invalid(text, "an abstract socket needs a name");
        }
        return new UnixAbstract(text, name);
    }

    private static ListenAddress tcp(String text) {
        if (text.charAt(0) == '[') {
            int end = text.indexOf("]:");
            if (end < 0) {
                throw invalid(text, "an IPv6 address is written as [ADDRESS]:PORT");
            }
            String host = text.substring(1, end);
            if (host.isEmpty() || host.indexOf(':') < 0) {
                throw invalid(text, "there is no IPv6 address in the brackets");
            }
            return new Tcp(text, host, port(text, end + 2));
        }
        if (text.endsWith("::")) {
            return new Descriptor(text, 0);
        }
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon);
        if (host.indexOf(':') >= 0) {
            throw invalid(text, "an IPv6 address is written as [ADDRESS]:PORT");
        }
        int port = port(text, colon + 1);
        int star = host.indexOf('*');
        return star < 0 ? new Tcp(text, host, port) : new InterfacePrefix(text, host.substring(0, star), port);
    }

    private static int port(String text, int from) {
        if (from == text.length()) {
            return 0;
        }
        int port = number(text, from);
        if (port < 0 || port > 0xffff) {
            throw invalid(text, "\"" + text.substring(from) + "\" is no port, which is a number from 0 to 65535");
        }
        return port;
    }

    /** Reads decimal digits to the end of a text; -1 when there are none or others, or too many. */
    private static int number(String text, int from) {
        if (from == text.length()) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
            if (number > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return (int) number;
    }

    private static JwsgiException invalid(String text, String reason) {
        return new JwsgiException(JwsgiException.Kind.USER, "invalid socket address \"" + text + "\": " + reason);
    }
}
