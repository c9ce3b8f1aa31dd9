package org.jwsgi.kernel.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.NativePath;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.posix.Sockets.Option;
import org.slf4j.Logger;

/** Makes listening sockets, one at a time. Runs in: MASTER, or the sole process, at start-up. */
final class SocketBinder {
    private static final int EVERYBODY = 0666;
    private static final Path SOMAXCONN = Path.of("/proc/sys/net/core/somaxconn");

    private final SocketOptions options;
    private final SocketTuning tuning;
    private final Duration socketTimeout;
    private final SocketPermissions permissions;
    private final AddressResolver resolver;
    private final Logger log;

    SocketBinder(SocketOptions options, SocketTuning tuning, Duration socketTimeout, Logger log) {
        this.options = options;
        this.tuning = tuning;
        this.socketTimeout = socketTimeout;
        this.permissions = new SocketPermissions(options.chmodSocket(), options.chownSocket());
        this.resolver = new AddressResolver(log);
        this.log = log;
    }

    /** Returns the backlog of each socket. */
    int backlog() {
        return options.listen();
    }

    /** Refuses a backlog that the system would cut down silently, and tells of permissions for everybody. */
    void checkOptions() {
        if (options.chmodSocket().isPresent() && options.chmodSocket().get().bits() == EVERYBODY) {
            log.info("chmod() socket to 666 for lazy and brave users");
        }
        try (InputStream file = Files.newInputStream(SOMAXCONN)) {
            // One read for all of it: files of sysctl have nothing to say to a second one.
            byte[] digits = new byte[32];
            int limit = Integer.parseInt(new String(digits, 0, Math.max(0, file.read(digits)), US_ASCII).strip());
            if (options.listen() > limit) {
                throw new JwsgiException(
                        JwsgiException.Kind.USER,
                        "Listen queue size is greater than the system max net.core.somaxconn (" + limit + ").");
            }
        } catch (IOException | NumberFormatException e) {
            log.debug("the limit of the listen queue is not known: {}", e.getMessage());
        }
    }

    /** Finds what an address stands for. */
    Endpoint resolve(ListenAddress address) {
        return resolver.resolve(address);
    }

    /**
     * Binds an address and listens on it.
     *
     * @param address neither {@code =N} nor {@code fd://N}
     * @param deferAccept whether TCP connections may be held back until data arrives
     */
    BoundSocket bind(ListenAddress address, boolean deferAccept) {
        BoundSocket socket = bindWithUmask(address, deferAccept);
        try {
            socket.file().ifPresent(permissions::apply);
            return socket;
        } catch (JwsgiException | IllegalArgumentException e) {
            Sockets.close(socket.fd());
            throw e;
        }
    }

    /** Does what {@link #bind} does, but leaves the mode and the owner of a UNIX socket's file as they come. */
    BoundSocket bindWithUmask(ListenAddress address, boolean deferAccept) {
        Endpoint endpoint = resolver.resolve(address);
        if (endpoint instanceof Endpoint.UnixPath unix) {
            removeStaleSocket(unix.path());
        }
        int fd = open(endpoint, address.text());
        try {
            tuneNew(fd, endpoint);
            tune(fd, endpoint, address.text(), deferAccept);
            bind(fd, endpoint, address.text());
            Sockets.listen(fd, options.listen());
            Sockets.setNonBlocking(fd, true);
            Optional<SocketFile> file =
                    endpoint instanceof Endpoint.UnixPath unix ? SocketFile.of(unix.path()) : Optional.empty();
            Endpoint bound = Sockets.localEndpoint(fd).orElse(endpoint);
            return new BoundSocket(fd, address.nameOf(bound), bound, file);
        } catch (JwsgiException | IllegalArgumentException e) {
            Sockets.close(fd);
            throw e;
        }
    }

    /** Takes over a listening socket that exists already, as whoever made it set it up. */
    BoundSocket adopt(int fd, Endpoint endpoint, String name) {
        Sockets.setCloseOnExec(fd, true);
        Sockets.setNonBlocking(fd, true);
        return new BoundSocket(fd, name, endpoint, Optional.empty());
    }

    /**
     * Takes over a socket that this instance bound before a reload, with the options of the new configuration. What the
     * process lacks the privilege for by now is left as it was, with a warning.
     */
    BoundSocket readopt(BoundSocket socket, boolean deferAccept) {
        readoptAsItIs(socket, deferAccept);
        try {
            socket.file().ifPresent(permissions::apply);
        } catch (PosixException e) {
            log.warn("{}; it stays as it was before the reload", e.getMessage());
        }
        return socket;
    }

    /** Does what {@link #readopt} does, but leaves the mode and the owner of a UNIX socket's file as they are. */
    BoundSocket readoptAsItIs(BoundSocket socket, boolean deferAccept) {
        adopt(socket.fd(), socket.endpoint(), socket.name());
        tune(socket.fd(), socket.endpoint(), socket.name(), deferAccept);
        Sockets.listen(socket.fd(), options.listen());
        return socket;
    }

    private static int open(Endpoint endpoint, String name) {
        try {
            return Sockets.open(endpoint.domain());
        } catch (PosixException e) {
            throw new PosixException("cannot bind " + name, e.errno());
        }
    }

    private void bind(int fd, Endpoint endpoint, String name) {
        try {
            Sockets.bind(fd, endpoint);
        } catch (PosixException e) {
            if (e.errno() == Errno.EADDRINUSE) {
                log.error("probably another instance of jwsgi is running on the same address ({}).", name);
            }
            throw new PosixException("cannot bind " + name, e.errno());
        }
    }

    /** As uWSGI, takes a path over from whoever had it; unlike uWSGI, never removes what is no socket. */
    private static void removeStaleSocket(String path) {
        Optional<NativePath.Status> there = NativePath.statusOf(path);
        if (there.isPresent()) {
            if (!there.get().isSocket()) {
                throw new JwsgiException(
                        JwsgiException.Kind.ENVIRONMENT,
                        "cannot bind " + path + ": there is a file of this name that is not a socket");
            }
            NativePath.unlink(path);
        }
    }

    /** Sets what counts only before the socket is bound. */
    private void tuneNew(int fd, Endpoint endpoint) {
        if (!isTcp(endpoint)) {
            return;
        }
        Sockets.set(fd, Option.SO_REUSEADDR, 1);
        if (tuning.freebind()) {
            Sockets.set(fd, Option.IP_FREEBIND, 1);
        }
        if (tuning.reusePort()) {
            Sockets.set(fd, Option.SO_REUSEPORT, 1);
        }
    }

    private void tune(int fd, Endpoint endpoint, String name, boolean deferAccept) {
        tuneBuffer(fd, Option.SO_SNDBUF, tuning.sendBuffer());
        tuneBuffer(fd, Option.SO_RCVBUF, tuning.receiveBuffer());
        if (!isTcp(endpoint)) {
            return;
        }
        // Always, whatever tcp-nodelay says: responses leave in whole pieces, so there is nothing to wait for, and the
        // last
        // piece of a streamed response would otherwise be held back until the client acknowledges the one before.
        Sockets.set(fd, Option.TCP_NODELAY, 1);
        Sockets.set(fd, Option.SO_KEEPALIVE, tuning.keepalive() ? 1 : 0);
        Sockets.setSendTimeout(fd, tuning.sendTimeout().toSeconds());
        boolean defer = deferAccept && !tuning.noDeferAccept();
        trySet(fd, Option.TCP_DEFER_ACCEPT, defer ? (int) socketTimeout.toSeconds() : 0, name);
        if (tuning.tcpFastOpen() > 0 && trySet(fd, Option.TCP_FASTOPEN, tuning.tcpFastOpen(), name)) {
            log.info("TCP_FASTOPEN enabled on {}", name);
        }
    }

    private static void tuneBuffer(int fd, Option option, Optional<ByteSize> size) {
        if (size.isPresent()) {
            Sockets.set(fd, option, (int) size.get().bytes());
        }
    }

    /** Sets what only makes the socket faster, and goes on without it where the system has no such thing. */
    private boolean trySet(int fd, Option option, int value, String name) {
        try {
            Sockets.set(fd, option, value);
            return true;
        } catch (PosixException e) {
            log.warn("{} on {}: {}", e.getMessage(), name, "continuing without it");
            return false;
        }
    }

    private static boolean isTcp(Endpoint endpoint) {
        return endpoint.domain() != Sockets.AF_UNIX;
    }
}
