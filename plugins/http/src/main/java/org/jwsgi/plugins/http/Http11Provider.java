package org.jwsgi.plugins.http;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.protocol.SocketProtocolProvider;

/**
 * The name under which uWSGI has keep-alive. jwsgi keeps connections on every HTTP socket, so this is the same protocol
 * as {@link HttpProvider}'s.
 */
public final class Http11Provider implements SocketProtocolProvider {
    private final HttpProvider http = new HttpProvider();

    @Override
    public String name() {
        return "http11";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return http.options();
    }

    @Override
    public List<SocketOption> sockets() {
        return List.of(new SocketOption(
                "http11-socket", List.of(), (char) 0, "bind to an address and speak HTTP/1.1 with keep-alive"));
    }

    @Override
    public SocketProtocol create(PluginContext context) {
        return http.create(context);
    }
}
