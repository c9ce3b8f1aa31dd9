package org.jwsgi.plugins.harakiri;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.watch.WorkerWatch;
import org.jwsgi.api.watch.WorkerWatchProvider;

/** Creates the watch over the deadlines of requests. Runs in: MASTER, or the sole process. */
public final class HarakiriWatchProvider implements WorkerWatchProvider {
    /** Creates the provider; the plugin host calls this. */
    public HarakiriWatchProvider() {}

    @Override
    public String name() {
        return "harakiri";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(HarakiriOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER, ProcessRole.WORKER);
    }

    @Override
    public Optional<WorkerWatch> create(PluginContext context) {
        HarakiriOptions options = context.options(HarakiriOptions.class);
        if (!options.limit().isZero() && !buffersBodies(context)) {
            context.log()
                    .warn(
                            "*** WARNING: you have enabled harakiri without post buffering. Slow upload could be rejected on "
                                    + "post-unbuffered webservers ***");
        }
        return Optional.of(new HarakiriWatch(
                options, context.role() == ProcessRole.MASTER ? new MasterLines() : new SoleLines(), new KernelView()));
    }

    private static boolean buffersBodies(PluginContext context) {
        List<String> values = context.instance().options().getOrDefault("post-buffering", List.of());
        return !values.isEmpty() && !values.getLast().strip().equals("0");
    }
}
