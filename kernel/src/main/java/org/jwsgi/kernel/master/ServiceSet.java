package org.jwsgi.kernel.master;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.kernel.JwsgiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running services of the master and the boundary to their code. Main thread, which is the master loop. */
final class ServiceSet {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceSet.class);
    private static final int REPORT_EVERY = 60;

    private final Deque<ServiceSource.Owned> started = new ArrayDeque<>();
    private final Map<ServiceSource.Owned, Integer> failures = new HashMap<>();

    /**
     * Starts services. When one fails, it and those before it are closed.
     *
     * @throws JwsgiException when one fails
     */
    void start(List<ServiceSource.Owned> services) {
        for (ServiceSource.Owned owned : services) {
            started.push(owned);
            try {
                owned.service().start();
            } catch (RuntimeException e) {
                JwsgiException failure = explain(owned, e);
                try {
                    close();
                } catch (RuntimeException second) {
                    failure.addSuppressed(second);
                }
                throw failure;
            }
        }
    }

    /** A service that explains itself has met its surroundings; one that does not is broken. */
    private static JwsgiException explain(ServiceSource.Owned owned, RuntimeException e) {
        return switch (e) {
            case JwsgiException known -> known;
            case ServiceException known ->
                new JwsgiException(JwsgiException.Kind.ENVIRONMENT, owned.plugin() + ": " + known.getMessage(), known);
            default ->
                new JwsgiException(
                        JwsgiException.Kind.PLUGIN, "plugin " + owned.plugin() + " failed to start: " + e, e);
        };
    }

    /**
     * Asks services whether workers have to wait for them.
     *
     * @return completed when the workers may start
     */
    static CompletableFuture<Void> hold(List<ServiceSource.Owned> services) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (ServiceSource.Owned owned : services) {
            Optional<CompletionStage<Void>> held = owned.service().holdWorkers();
            if (held.isPresent()) {
                all = both(all, held.get());
            }
        }
        return all;
    }

    /**
     * Lets services end what has to end before the workers, all at the same time.
     *
     * @return completed when the workers may be told to end, never exceptionally
     */
    CompletableFuture<Void> beforeStop(boolean reloading) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (ServiceSource.Owned owned : started) {
            try {
                all = both(all, owned.service().beforeStop(reloading));
            } catch (RuntimeException e) {
                LOG.error("plugin {}: stop failed", owned.plugin(), e);
            }
        }
        return all;
    }

    private static CompletableFuture<Void> both(CompletableFuture<Void> all, CompletionStage<Void> one) {
        return all.thenCombine(one.exceptionally(_ -> null), (first, second) -> first);
    }

    /** Gives every service its second. One that fails is reported the first time and then once a minute. */
    void tick() {
        for (ServiceSource.Owned owned : started) {
            try {
                owned.service().onTick();
            } catch (RuntimeException e) {
                int count = failures.merge(owned, 1, Integer::sum);
                if (count % REPORT_EVERY == 1) {
                    LOG.error("plugin {}: tick failed (times: {})", owned.plugin(), count, e);
                }
            }
        }
    }

    /** Closes the services, the last first. One that fails does not keep the others. */
    void close() {
        while (!started.isEmpty()) {
            ServiceSource.Owned owned = started.pop();
            try {
                owned.service().close();
            } catch (RuntimeException e) {
                LOG.error("plugin {}: close failed", owned.plugin(), e);
            }
        }
    }
}
