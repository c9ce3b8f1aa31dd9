package org.jwsgi.plugins.scgi;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.protocol.SocketProtocolProvider;

/** SCGI whose responses begin with a {@code Status:} header. */
public final class ScgiProvider implements SocketProtocolProvider {
    @Override
    public String name() {
        return "scgi";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(ScgiOptions.class);
    }

    @Override
    public List<SocketOption> sockets() {
        return List.of(new SocketOption("scgi-socket", List.of(), (char) 0, "bind to an address and speak SCGI"));
    }

    @Override
    public SocketProtocol create(PluginContext context) {
        return new ScgiProtocol(context.options(ScgiOptions.class), false);
    }
}
