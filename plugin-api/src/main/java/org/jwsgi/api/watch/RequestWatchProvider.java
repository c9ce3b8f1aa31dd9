package org.jwsgi.api.watch;

import java.util.Optional;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/** A watch over the requests of one worker, such as the one that counts them. Runs in: WORKER. */
public interface RequestWatchProvider extends Provider {
    /**
     * Creates the watch when the configuration asks for it. Main thread, before any connection is accepted.
     *
     * @return the watch, or empty when it is not configured
     */
    Optional<RequestWatch> create(PluginContext context);
}
