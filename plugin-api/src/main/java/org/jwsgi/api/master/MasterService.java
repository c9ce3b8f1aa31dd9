package org.jwsgi.api.master;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A running service of the master. */
public interface MasterService extends AutoCloseable {
    /**
     * Starts the service. Main thread, after the listening sockets are bound and before privileges are dropped.
     *
     * @throws ServiceException when it cannot start; its message ends the start of the instance
     */
    void start();

    /**
     * Holds the workers back. Called once on the main thread, before {@link #start}.
     *
     * @return empty to let the workers start at once; otherwise they start once this is completed, on any thread and in
     *     whichever way
     */
    default Optional<CompletionStage<Void>> holdWorkers() {
        return Optional.empty();
    }

    /** Called about once a second on the master loop. Must return within milliseconds. */
    default void onTick() {}

    /**
     * Begins to end what has to end before the workers. Called on the master loop when the instance begins to stop or to
     * reload; must return within milliseconds.
     *
     * @param reloading whether the instance starts anew afterwards
     * @return completed, on any thread and in whichever way, once the workers may be told to end; the loop runs meanwhile
     */
    default CompletionStage<Void> beforeStop(boolean reloading) {
        return CompletableFuture.completedStage(null);
    }

    /** Ends the service. Idempotent, and works after a failed start. Before a reload it runs, too. */
    @Override
    void close();
}
