package org.jwsgi.plugins.emperor;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that is handed to a loop at most once at a time, however often it is asked for: whoever asks while it waits is served
 * by that same run, which begins after the asking. Any thread.
 */
final class PendingTask {
    private final Executor loop;
    private final Runnable task;
    private final AtomicBoolean pending = new AtomicBoolean();

    /**
     * Prepares.
     *
     * @param loop runs what it is given later, in order
     */
    PendingTask(Executor loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /** Has the task run soon. */
    void request() {
        if (pending.compareAndSet(false, true)) {
            loop.execute(() -> {
                pending.set(false);
                task.run();
            });
        }
    }
}
