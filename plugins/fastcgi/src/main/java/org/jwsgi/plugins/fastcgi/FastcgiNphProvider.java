package org.jwsgi.plugins.fastcgi;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.protocol.SocketProtocolProvider;

/** FastCGI whose responses begin with an HTTP status line. */
public final class FastcgiNphProvider implements SocketProtocolProvider {
    @Override
    public String name() {
        return "fastcgi-nph";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(FastcgiOptions.class);
    }

    @Override
    public List<SocketOption> sockets() {
        return List.of(new SocketOption(
                "fastcgi-nph-socket",
                List.of(),
                (char) 0,
                "bind to an address and speak FastCGI with an HTTP status line"));
    }

    @Override
    public SocketProtocol create(PluginContext context) {
        return FastcgiProtocol.of(context, true);
    }
}
