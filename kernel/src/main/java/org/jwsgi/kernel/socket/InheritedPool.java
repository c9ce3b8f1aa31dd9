package org.jwsgi.kernel.socket;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.NativePath;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.socket.InheritedSocket.Origin;

/** Inherited sockets that no configured address has claimed yet. Runs in: MASTER, or the sole process, at start-up. */
final class InheritedPool {
    /** An inherited socket and what it is bound to. */
    record Found(InheritedSocket socket, Endpoint endpoint) {}

    private final List<Found> unclaimed = new ArrayList<>();

    InheritedPool(InheritedSockets sockets) {
        for (InheritedSocket socket : sockets.sockets()) {
            Sockets.localEndpoint(socket.fd()).ifPresent(endpoint -> unclaimed.add(new Found(socket, endpoint)));
        }
    }

    /** Adds sockets that a plugin has got, which go before all others but not before those that were added earlier. */
    void addAcquired(List<InheritedSocket> sockets) {
        int position = 0;
        while (position < unclaimed.size() && unclaimed.get(position).socket().origin() == Origin.ACQUIRED) {
            position++;
        }
        for (InheritedSocket socket : sockets) {
            Optional<Endpoint> endpoint = Sockets.localEndpoint(socket.fd());
            if (endpoint.isPresent()) {
                unclaimed.add(position++, new Found(socket, endpoint.get()));
            }
        }
    }

    /** Tells whether nothing is left. */
    boolean isEmpty() {
        return unclaimed.isEmpty();
    }

    /** Takes the socket that is bound to an endpoint. */
    Optional<Found> claim(Endpoint endpoint) {
        return claim(found -> isBoundTo(endpoint, found) && isReachable(found));
    }

    /** Takes the socket that was configured with the same text before the reload. */
    Optional<Found> claim(String configured) {
        return claim(found -> found.socket().configured().equals(configured));
    }

    /** Takes the socket of a number, if it is here. */
    Optional<Found> claim(int fd) {
        return claim(found -> found.socket().fd() == fd);
    }

    /** Takes all sockets that are to be served although no address names them. */
    List<Found> claimUnnamed() {
        List<Found> unnamed = new ArrayList<>(unclaimed);
        unnamed.removeIf(found -> !found.socket().origin().servedUnnamed());
        unclaimed.removeAll(unnamed);
        return unnamed;
    }

    /** Closes what is left. */
    void close() {
        unclaimed.forEach(found -> Sockets.close(found.socket().fd()));
        unclaimed.clear();
    }

    private Optional<Found> claim(Predicate<Found> wanted) {
        for (Iterator<Found> iterator = unclaimed.iterator(); iterator.hasNext(); ) {
            Found found = iterator.next();
            if (wanted.test(found)) {
                iterator.remove();
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /**
     * Compares addresses. Whether an abstract name ends with a zero byte makes no difference to the configuration, and
     * of a relative path the directory counts too.
     */
    static boolean isBoundTo(Endpoint wanted, Found found) {
        return switch (wanted) {
            case Endpoint.UnixAbstract name ->
                found.endpoint() instanceof Endpoint.UnixAbstract other
                        && other.name().equals(name.name());
            case Endpoint.UnixPath path ->
                found.endpoint().equals(wanted)
                        && found.socket()
                                .file()
                                .map(file -> file.path().equals(SocketFile.absolute(path.path())))
                                .orElse(true);
            case Endpoint.Inet4 ip -> found.endpoint().equals(ip) || coversAllOf(ip, found);
            case Endpoint.Inet6 _, Endpoint.UnixUnnamed _ -> found.endpoint().equals(wanted);
        };
    }

    /** Tells whether a socket for all IPv6 addresses, which is what systemd opens for a bare port, is wanted for IPv4. */
    private static boolean coversAllOf(Endpoint.Inet4 wanted, Found found) {
        return wanted.address() == 0
                && found.socket().origin().servedUnnamed()
                && found.endpoint().equals(new Endpoint.Inet6(0, 0, wanted.port(), 0));
    }

    /** Tells whether clients can still find a socket: one of ours whose file was removed must be bound anew. */
    private static boolean isReachable(Found found) {
        return found.socket().origin() != Origin.RELOAD
                || found.socket().file().isEmpty()
                || NativePath.statusOf(found.socket().file().get().path()).isPresent();
    }
}
