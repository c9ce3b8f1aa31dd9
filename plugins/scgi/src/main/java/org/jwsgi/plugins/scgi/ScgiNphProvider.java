package org.jwsgi.plugins.scgi;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.protocol.SocketProtocolProvider;

/** SCGI whose responses begin with an HTTP status line. */
public final class ScgiNphProvider implements SocketProtocolProvider {
    @Override
    public String name() {
        return "scgi-nph";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(ScgiOptions.class);
    }

    @Override
    public List<SocketOption> sockets() {
        return List.of(new SocketOption(
                "scgi-nph-socket", List.of(), (char) 0, "bind to an address and speak SCGI with an HTTP status line"));
    }

    @Override
    public SocketProtocol create(PluginContext context) {
        return new ScgiProtocol(context.options(ScgiOptions.class), true);
    }
}
