package org.jwsgi.plugins.zergpool;

import java.util.ArrayList;
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

/** Hands out the sockets of {@code zergpool}. */
public final class ZergPoolServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public ZergPoolServiceProvider() {}

    @Override
    public String name() {
        return "zergpool";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(ZergPoolOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        ZergPoolOptions options = context.options(ZergPoolOptions.class);
        List<ListenerServer> servers = new ArrayList<>();
        for (ZergPool pool : ZergPool.parse(options.pools())) {
            List<OpenListener> served = new ArrayList<>();
            for (String address : pool.addresses()) {
                OpenListener listener = ListenerServer.reserved(context, address);
                served.add(listener);
                context.log()
                        .info(
                                "zergpool {} bound to {} socket {} (fd: {})",
                                pool.name(),
                                listener.family(),
                                listener.name(),
                                listener.fd());
            }
            servers.add(new ListenerServer(
                    context,
                    new ListenerServer.Setup(
                            "zergpool", "zergpool", pool.name(), served, options.users(), "zergpool-user")));
        }
        return servers.isEmpty() ? Optional.empty() : Optional.of(new Pools(servers));
    }

    /** The servers of all pools. */
    private record Pools(List<ListenerServer> servers) implements MasterService {
        @Override
        public void start() {
            servers.forEach(ListenerServer::start);
        }

        @Override
        public void close() {
            servers.forEach(ListenerServer::close);
        }
    }
}
