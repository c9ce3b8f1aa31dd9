package org.jwsgi.plugins.hooks;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jwsgi.api.hook.HookContext;
import org.jwsgi.api.hook.HookException;

/** Waits for something that nobody announces, by looking once a second. Blocks the calling thread. */
final class Polling {
    private static final long SECOND = 1000;

    private Polling() {}

    /**
     * Waits until something is there.
     *
     * @param what what is waited for, as it was configured
     * @throws HookException when it does not come in time
     */
    static void await(HookContext process, String what, Duration limit, BooleanSupplier there) {
        process.print("waiting for " + what + " (max " + limit.toSeconds() + " seconds) ...");
        long end = System.nanoTime() + limit.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new HookException(what + " unavailable after " + limit.toSeconds() + " seconds");
            }
            pause();
        }
        process.print(what + " found");
    }

    /** Lets a second pass. */
    static void pause() {
        try {
            Thread.sleep(SECOND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HookException("interrupted while waiting", e);
        }
    }
}
