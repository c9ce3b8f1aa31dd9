package org.jwsgi.plugins.recycle;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.watch.WorkerWatch;
import org.jwsgi.api.watch.WorkerWatchProvider;

/** Creates the watch over the age and memory of workers. Runs in: MASTER, or the sole process. */
public final class RecycleWatchProvider implements WorkerWatchProvider {
    /** Creates the provider; the plugin host calls this. */
    public RecycleWatchProvider() {}

    @Override
    public String name() {
        return "recycle";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(RecycleOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER, ProcessRole.WORKER);
    }

    @Override
    public Optional<WorkerWatch> create(PluginContext context) {
        RecycleOptions options = context.options(RecycleOptions.class);
        return options.watchesWorkers() ? Optional.of(new RecycleWatch(options)) : Optional.empty();
    }
}
