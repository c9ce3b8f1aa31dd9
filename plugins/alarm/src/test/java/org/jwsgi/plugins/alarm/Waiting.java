package org.jwsgi.plugins.alarm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does. */
final class Waiting {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private Waiting() {}

    /** Waits until something is true. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen in time");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
