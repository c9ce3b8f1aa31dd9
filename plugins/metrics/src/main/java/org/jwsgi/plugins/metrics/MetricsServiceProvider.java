package org.jwsgi.plugins.metrics;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.stats.StatsPusherProvider;

/** Creates the service when any option of metrics asks for it. */
public final class MetricsServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public MetricsServiceProvider() {}

    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(MetricsOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        MetricsOptions options = context.options(MetricsOptions.class);
        if (!options.wanted()) {
            return Optional.empty();
        }
        List<StatsPushes> pushes = new ArrayList<>();
        for (String line : options.push()) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String argument = colon < 0 ? "" : line.substring(colon + 1);
            MasterContext.Found<StatsPusherProvider> found = context.provider(StatsPusherProvider.class, name)
                    .orElseThrow(() -> new ServiceException("unable to find \"" + name + "\" stats_pusher", null));
            pushes.add(new StatsPushes(
                    context, found.provider().create(argument, options.pushFrequency(), found.context()), name));
        }
        return Optional.of(new MetricsService(context, options, pushes));
    }
}
