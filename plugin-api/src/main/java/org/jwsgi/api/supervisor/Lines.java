package org.jwsgi.api.supervisor;

/** Opens what connects a supervisor with its programs and with others. Loop. */
public interface Lines {
    /**
     * Opens a pair of connected stream sockets.
     *
     * @throws SupervisorException when no descriptor is left
     */
    Wire wire();

    /**
     * Binds a socket and listens, without accepting: for a program that will be started by the first connection.
     *
     * @param address {@code HOST:PORT} for TCP over IPv4; everything else is the path of a UNIX socket, which everybody may
     *     connect to and which replaces a socket of that name
     * @throws SupervisorException when it cannot be bound
     */
    WaitingSocket listen(String address);
}
