package org.jwsgi.plugins.recycle;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.watch.RequestWatch;
import org.jwsgi.api.watch.RequestWatchProvider;

/** Creates what looks at a worker after each of its requests. */
public final class RecycleCounterProvider implements RequestWatchProvider {
    /** Creates the provider; the plugin host calls this. */
    public RecycleCounterProvider() {}

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
        return EnumSet.of(ProcessRole.WORKER);
    }

    @Override
    public Optional<RequestWatch> create(PluginContext context) {
        RecycleOptions options = context.options(RecycleOptions.class);
        return options.watchesRequests()
                ? Optional.of(new RecycleCounter(
                        options, context.workerId(), new ProcessMemory(), context.log(), System::nanoTime))
                : Optional.empty();
    }
}
