package org.jwsgi.kernel.plugin;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jwsgi.api.watch.RunningRequest;
import org.jwsgi.api.watch.Verdict;
import org.jwsgi.api.watch.WorkerSnapshot;
import org.jwsgi.api.watch.WorkerWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch of a plugin that cannot harm who calls it: when it fails, that is logged and it is not asked any more. Runs in:
 * the thread that inspects workers.
 */
public final class GuardedWatch implements WorkerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedWatch.class);

    private final String pluginId;
    private final WorkerWatch watch;
    private boolean failed;

    /** Wraps a watch. */
    public GuardedWatch(String pluginId, WorkerWatch watch) {
        this.pluginId = pluginId;
        this.watch = watch;
    }

    @Override
    public Verdict inspect(WorkerSnapshot worker) {
        return call("inspect worker " + worker.id(), asked -> asked.inspect(worker), new Verdict.Keep());
    }

    @Override
    public List<String> lastWords(WorkerSnapshot worker, List<RunningRequest> running) {
        return call("describe worker " + worker.id(), asked -> asked.lastWords(worker, running), List.of());
    }

    @Override
    public Duration memorySampling() {
        return call("tell how often memory is measured", WorkerWatch::memorySampling, Duration.ZERO);
    }

    private <T> T call(String what, Function<WorkerWatch, T> call, T otherwise) {
        if (failed) {
            return otherwise;
        }
        try {
            return PluginCalls.call(pluginId, watch, what, call);
        } catch (RuntimeException e) {
            failed = true;
            LOG.error("the worker watch of plugin {} is not asked any more: {}", pluginId, e.getMessage(), e);
            return otherwise;
        }
    }
}
