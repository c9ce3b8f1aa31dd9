package org.jwsgi.plugins.zerg;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;
import org.jwsgi.api.zerg.ListenerServer;

/** Creates the zerg server when {@code zerg-server} asks for it. */
public final class ZergServerProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public ZergServerProvider() {}

    @Override
    public String name() {
        return "zerg-server";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(ZergServerOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        ZergServerOptions options = context.options(ZergServerOptions.class);
        return options.address().map(address -> new ZergServer(context, server(context, options, address), address));
    }

    private static ListenerServer server(MasterContext context, ZergServerOptions options, String address) {
        List<OpenListener> served = context.listeners().stream()
                .filter(listener -> listener.protocol().isPresent())
                .toList();
        return new ListenerServer(
                context,
                new ListenerServer.Setup(
                        "zerg server", "zerg server", address, served, options.users(), "zerg-server-user"));
    }

    /** The server, with uWSGI's line about it. */
    private record ZergServer(MasterContext context, ListenerServer server, String address) implements MasterService {
        @Override
        public void start() {
            server.start();
            context.log().info("*** Zerg server enabled on {} ***", address);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
