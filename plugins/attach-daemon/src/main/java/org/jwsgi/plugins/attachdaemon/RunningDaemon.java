package org.jwsgi.plugins.attachdaemon;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A daemon of a running instance. All methods belong to the master loop, except {@link #stats}. */
sealed interface RunningDaemon permits DumbDaemon, SmartDaemon {
    /** Returns what was configured. */
    DaemonPlan plan();

    /** Starts it, or finds it running. */
    void start();

    /** Lets a second pass. */
    void tick();

    /** Somebody touched one of its files: it restarts. */
    void touched(String file);

    /**
     * Does what a stop or a reload of the instance means for it.
     *
     * @param mercy how long it may take
     * @return completed once nothing has to wait for it any more
     */
    CompletableFuture<Void> end(boolean reloading, Duration mercy);

    /** Returns what the stats server shows. Any thread. */
    Map<String, Object> stats();
}
