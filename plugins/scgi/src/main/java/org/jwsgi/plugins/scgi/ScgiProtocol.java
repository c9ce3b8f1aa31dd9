package org.jwsgi.plugins.scgi;

import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.SocketProtocol;

/**
 * SCGI in one worker. Runs in: WORKER.
 *
 * @param options what the sockets are told
 * @param nph whether responses begin with an HTTP status line
 */
record ScgiProtocol(ScgiOptions options, boolean nph) implements SocketProtocol {
    @Override
    public ConnectionCodec open(ConnectionInfo connection) {
        return new ScgiCodec(connection, options, nph);
    }
}
