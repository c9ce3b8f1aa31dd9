package org.jwsgi.api.protocol;

/** A protocol in one worker. Runs in: WORKER. Safe for use by several I/O threads. */
public interface SocketProtocol {
    /** Begins a connection. I/O thread; must not block. */
    ConnectionCodec open(ConnectionInfo connection);
}
