package org.jwsgi.api.watch;

import java.util.Optional;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/**
 * A watch over workers, such as harakiri. Runs in: MASTER; in an instance without a master in the sole process, whose
 * {@link PluginContext#role()} is {@code WORKER}.
 */
public interface WorkerWatchProvider extends Provider {
    /**
     * Creates the watch when the configuration asks for it. Main thread; allocates nothing global.
     *
     * @return the watch, or empty when it is not configured
     */
    Optional<WorkerWatch> create(PluginContext context);
}
