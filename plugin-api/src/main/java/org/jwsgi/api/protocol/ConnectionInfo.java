package org.jwsgi.api.protocol;

/**
 * What is known of a connection before its first byte.
 *
 * @param socketName the listening socket's address as the log shows it
 * @param unix whether it is a UNIX socket
 * @param localAddress the local IP address, empty for UNIX sockets
 * @param localPort the local port, 0 for UNIX sockets
 * @param remoteAddress the client's IP address (after the PROXY protocol), empty for UNIX sockets
 * @param remotePort the client's port, 0 for UNIX sockets
 * @param serverName the machine's name
 * @param bufferSize {@code buffer-size}: the limit in bytes of a request's head
 * @param maxVars {@code max-vars}: half the number of variables that a request may have
 */
public record ConnectionInfo(
        String socketName,
        boolean unix,
        String localAddress,
        int localPort,
        String remoteAddress,
        int remotePort,
        String serverName,
        int bufferSize,
        int maxVars) {}
