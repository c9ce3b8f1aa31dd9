package org.jwsgi.plugins.stats;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the stats server when {@code stats} asks for it. */
public final class StatsServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public StatsServiceProvider() {}

    @Override
    public String name() {
        return "stats";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(StatsOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        StatsOptions options = context.options(StatsOptions.class);
        return options.address()
                .map(address -> new StatsServer(
                        context,
                        options,
                        StatsAddress.parse(address.strip()),
                        SocketFileRules.from(context.instance().options()),
                        System::nanoTime));
    }
}
