package org.jwsgi.plugins.zerg;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.listener.ListenerSource;
import org.jwsgi.api.listener.ListenerSourceContext;
import org.jwsgi.api.listener.ListenerSourceProvider;

/** Gets sockets for {@code zerg}, and has the socket of {@code zerg-server} bound. */
public final class ZergSourceProvider implements ListenerSourceProvider {
    /** Creates the provider; the plugin host calls this. */
    public ZergSourceProvider() {}

    @Override
    public String name() {
        return "zerg";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(ZergOptions.class, ZergServerOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER, ProcessRole.WORKER);
    }

    @Override
    public Optional<ListenerSource> create(ListenerSourceContext context) {
        return Optional.of(new ZergSource(
                context.options(ZergOptions.class),
                context.options(ZergServerOptions.class).address(),
                context.descriptors(),
                context.log()));
    }
}
