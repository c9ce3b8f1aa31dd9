package org.jwsgi.kernel.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells from time to time that this process waits for requests. The word comes from the thread that accepts them, so that
 * a process that hangs falls silent. Owned by the control thread.
 */
final class WaitingReport {
    private final long everyNanos;
    private final ServingLoop serving;
    private final Runnable tell;
    private long next = System.nanoTime();

    /**
     * Creates it.
     *
     * @param every how often to tell
     * @param serving the loop whose traffic is asked
     * @param tell is called on the accepting thread
     */
    WaitingReport(Duration every, ServingLoop serving, Runnable tell) {
        this.everyNanos = every.toNanos();
        this.serving = serving;
        this.tell = tell;
    }

    void tick() {
        @Nullable Traffic traffic = serving.traffic();
        if (traffic != null && System.nanoTime() - next >= 0) {
            next = System.nanoTime() + everyNanos;
            traffic.whenWaiting(tell);
        }
    }
}
