package org.jwsgi.plugins.http;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.protocol.SocketProtocolProvider;

/**
 * HTTP/1.1 on {@code http}, served by the workers without a proxy between. Applications see the variables that uWSGI's
 * HTTP router makes.
 */
public final class HttpRouterProvider implements SocketProtocolProvider {
    @Override
    public String name() {
        return "httprouter";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(HttpOptions.class);
    }

    @Override
    public List<SocketOption> sockets() {
        return List.of(new SocketOption(
                "http", List.of("httprouter"), (char) 0, "bind to an address and serve HTTP to the public"));
    }

    @Override
    public SocketProtocol create(PluginContext context) {
        HttpOptions options = context.options(HttpOptions.class);
        return new HttpProtocol(options, options.routerModifier1(), options.routerModifier2(), true, new WallClock());
    }
}
