package org.jwsgi.api.supervisor;

import java.util.function.Consumer;

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

    /**
     * Binds a UNIX datagram socket to which only this process' user and root may write.
     *
     * @param path its path, which replaces a socket of that name
     * @param letters takes each datagram, on the loop; of one that is longer than {@link Mailbox#MAX_LETTER}, the first
     *     {@code MAX_LETTER + 1} bytes
     * @throws SupervisorException when it cannot be bound
     */
    Mailbox mailbox(String path, Consumer<byte[]> letters);
}
