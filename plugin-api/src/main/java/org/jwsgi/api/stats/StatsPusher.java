package org.jwsgi.api.stats;

/** Sends the state of the instance somewhere. */
public interface StatsPusher extends AutoCloseable {
    /**
     * Pushes once. Runs in: MASTER, on the pusher's own thread, so it may block; a push that takes longer than the frequency
     * makes the next one late, and nothing else.
     *
     * @throws StatsPushException when the picture did not arrive; the message is logged when it changes
     */
    void push(StatsPicture picture) throws StatsPushException;

    /** Ends the pusher. Idempotent. */
    @Override
    default void close() {}
}
