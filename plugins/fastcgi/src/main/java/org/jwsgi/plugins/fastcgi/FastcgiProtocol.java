package org.jwsgi.plugins.fastcgi;

import org.jwsgi.api.PluginContext;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.SocketProtocol;

/**
 * FastCGI in one worker. Runs in: WORKER.
 *
 * @param options what the sockets are told
 * @param nph whether responses begin with an HTTP status line
 * @param cores how many requests the instance runs at once, for a front server that asks
 */
record FastcgiProtocol(FastcgiOptions options, boolean nph, int cores) implements SocketProtocol {
    static FastcgiProtocol of(PluginContext context, boolean nph) {
        int cores = context.instance().workers() * context.instance().threads();
        return new FastcgiProtocol(context.options(FastcgiOptions.class), nph, cores);
    }

    @Override
    public ConnectionCodec open(ConnectionInfo connection) {
        return new FastcgiCodec(connection, this);
    }
}
