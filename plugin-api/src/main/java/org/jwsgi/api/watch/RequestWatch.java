package org.jwsgi.api.watch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.Request;

/** Sees every request of a worker. Runs in: WORKER, on the requests' threads, several at once. */
public interface RequestWatch {
    /**
     * Returns how long a request may take from its dispatch to the end of its response; zero for no limit. Constant;
     * the least of all watches holds. Each read of {@code post-buffering} starts the time anew.
     */
    default Duration timeLimit() {
        return Duration.ZERO;
    }

    /** Tells whether this plugin's {@link WorkerWatch} acts on {@link Request#deadline}. */
    default boolean watchesDeadlines() {
        return false;
    }

    /**
     * Looks at a request that has ended, and says what becomes of the worker. Must not block.
     *
     * @param thrown what the application threw, or null
     */
    default Fate ended(Request request, @Nullable Throwable thrown) {
        return Fate.STAY;
    }
}
