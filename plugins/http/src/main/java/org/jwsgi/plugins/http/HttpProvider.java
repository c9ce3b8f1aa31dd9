package org.jwsgi.plugins.http;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.protocol.SocketProtocolProvider;

/** HTTP/1.1 on {@code http-socket}. */
public final class HttpProvider implements SocketProtocolProvider {
    @Override
    public String name() {
        return "http";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(HttpOptions.class);
    }

    @Override
    public List<SocketOption> sockets() {
        return List.of(new SocketOption("http-socket", List.of(), (char) 0, "bind to an address and speak HTTP"));
    }

    @Override
    public SocketProtocol create(PluginContext context) {
        HttpOptions options = context.options(HttpOptions.class);
        return new HttpProtocol(options, options.socketModifier1(), options.socketModifier2(), false, new WallClock());
    }
}
