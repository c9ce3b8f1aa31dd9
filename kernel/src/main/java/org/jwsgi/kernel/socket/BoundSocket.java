package org.jwsgi.kernel.socket;

import java.util.Optional;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.Sockets;

/**
 * A listening socket that this process holds, before it has a number.
 *
 * @param fd its descriptor
 * @param name its address for the log and the stats
 * @param endpoint what it is bound to
 * @param file its file, when this instance bound it to one
 */
record BoundSocket(int fd, String name, Endpoint endpoint, Optional<SocketFile> file) {
    /** Returns what kind of address it has. */
    Listener.Family family() {
        return switch (endpoint.domain()) {
            case Sockets.AF_INET -> Listener.Family.TCP;
            case Sockets.AF_INET6 -> Listener.Family.TCP6;
            default -> endpoint instanceof Endpoint.UnixPath ? Listener.Family.UNIX : Listener.Family.ABSTRACT;
        };
    }

    /** Returns uWSGI's word for the family of a socket that it bound itself. */
    String boundWord() {
        return switch (family()) {
            case TCP -> "TCP";
            case TCP6 -> "TCP6";
            case UNIX, ABSTRACT -> "UNIX";
        };
    }

    /** Returns uWSGI's word for the family of a socket that it got from elsewhere. */
    String inheritedWord() {
        return switch (family()) {
            case TCP -> "INET";
            case TCP6 -> "INET6";
            case UNIX, ABSTRACT -> "UNIX";
        };
    }

    /** Gives it a number. */
    Listener listener(int number, String protocol, boolean shared) {
        return new Listener(number, fd, name, family(), endpoint.port(), protocol, shared);
    }
}
