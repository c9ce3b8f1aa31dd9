package org.jwsgi.plugins.uwsgi;

import java.util.List;
import java.util.function.IntConsumer;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.protocol.SocketProtocolProvider;

/** The uwsgi protocol on connections that are kept as long as both sides know where each message ends. */
public final class PersistentUwsgiProvider implements SocketProtocolProvider {
    @Override
    public String name() {
        return "puwsgi";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(UwsgiOptions.class);
    }

    @Override
    public List<SocketOption> sockets() {
        return List.of(new SocketOption(
                "puwsgi-socket",
                List.of(),
                (char) 0,
                "bind to an address and speak the uwsgi protocol on persistent connections"));
    }

    @Override
    public SocketProtocol create(PluginContext context) {
        boolean cgiMode = context.options(UwsgiOptions.class).cgiMode();
        IntConsumer signals = SignalPackets.of(context);
        return connection -> new UwsgiCodec(connection, cgiMode, true, signals);
    }
}
