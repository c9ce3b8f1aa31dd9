package org.jwsgi.kernel.request;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.Request;
import org.jwsgi.api.watch.Fate;
import org.jwsgi.api.watch.RequestWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who looks at the requests of a worker, and who wants to know what becomes of it. Runs in: WORKER, on the cores.
 *
 * <p>A watch that fails is logged and asked no more: it may not take requests along.
 */
public final class RequestWatches {
    private static final Logger LOG = LoggerFactory.getLogger(RequestWatches.class);

    private static final RequestWatch NOTHING = new RequestWatch() {};

    private final RequestWatch[] watches;
    private final Consumer<Fate> fates;
    private final boolean deadlinesWatched;
    private final long limitMillis;

    /**
     * Prepares the watches.
     *
     * @param watches the watches of plugins
     * @param fates is told when the worker is to end; called on any core, again and again
     */
    public RequestWatches(List<RequestWatch> watches, Consumer<Fate> fates) {
        this.watches = watches.toArray(RequestWatch[]::new);
        this.fates = fates;
        long least = 0;
        boolean watched = false;
        for (RequestWatch watch : watches) {
            watched |= watch.watchesDeadlines();
            Duration limit = watch.timeLimit();
            if (!limit.isZero() && (least == 0 || limit.toMillis() < least)) {
                least = limit.toMillis();
            }
        }
        limitMillis = least;
        deadlinesWatched = watched;
    }

    /** Returns watches that see nothing. */
    public static RequestWatches none() {
        return new RequestWatches(List.of(), _ -> {});
    }

    /** Returns how long a request may take, 0 for ever. */
    long limitMillis() {
        return limitMillis;
    }

    /** Tells whether anybody looks at the deadlines that requests set. */
    boolean deadlinesWatched() {
        return deadlinesWatched;
    }

    void ended(Request request, @Nullable Throwable thrown) {
        for (int i = 0; i < watches.length; i++) {
            RequestWatch watch = watches[i];
            try {
                Fate fate = watch.ended(request, thrown);
                if (fate != Fate.STAY) {
                    fates.accept(fate);
                }
            } catch (RuntimeException | Error e) {
                watches[i] = NOTHING;
                LOG.error(
                        "a request watch failed and is not asked any more ({})",
                        watch.getClass().getName(),
                        e);
            }
        }
    }
}
