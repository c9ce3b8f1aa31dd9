package org.jwsgi.plugins.zergpool;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.listener.InheritedListener;
import org.jwsgi.api.listener.ListenerSource;
import org.jwsgi.api.listener.ListenerSourceContext;
import org.jwsgi.api.listener.ListenerSourceProvider;
import org.jwsgi.api.listener.ReservedListener;
import org.jwsgi.api.master.ServiceException;

/** Has the addresses of {@code zergpool} bound. */
public final class ZergPoolSourceProvider implements ListenerSourceProvider {
    /** Creates the provider; the plugin host calls this. */
    public ZergPoolSourceProvider() {}

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
        return EnumSet.of(ProcessRole.MASTER, ProcessRole.WORKER);
    }

    @Override
    public Optional<ListenerSource> create(ListenerSourceContext context) {
        List<ZergPool> pools =
                ZergPool.parse(context.options(ZergPoolOptions.class).pools());
        if (pools.isEmpty()) {
            return Optional.empty();
        }
        if (!context.instance().hasMaster()) {
            throw new ServiceException("cannot run a zergpool without a master; master = true would work", null);
        }
        return Optional.of(new Reservation(pools));
    }

    private record Reservation(List<ZergPool> pools) implements ListenerSource {
        @Override
        public List<InheritedListener> acquire() {
            return List.of();
        }

        @Override
        public List<ReservedListener> reserve() {
            List<ReservedListener> wanted = new ArrayList<>();
            for (ZergPool pool : pools) {
                wanted.add(new ReservedListener(pool.name(), ReservedListener.Use.SERVICE));
                pool.addresses()
                        .forEach(address -> wanted.add(new ReservedListener(address, ReservedListener.Use.REQUESTS)));
            }
            return wanted;
        }
    }
}
