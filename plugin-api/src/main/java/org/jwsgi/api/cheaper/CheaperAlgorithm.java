package org.jwsgi.api.cheaper;

import java.util.Map;

/**
 * Decides how many workers run. One instance serves one master; what it remembers from decision to decision lives in
 * it, and needs no lock: all methods run in the MASTER, on the master loop.
 */
@FunctionalInterface
public interface CheaperAlgorithm {
    /**
     * Decides. Called once each {@code check-interval}, but not while the instance is cheap, paused, reloading or
     * ending. Must return within milliseconds and do nothing but compute.
     *
     * @param pool the workers as they are now
     * @return how many workers to start when positive, how many to stop when negative, 0 to change nothing. Never more
     *     than {@link PoolSnapshot#cheaped()} are started, and none without {@link PoolSnapshot#maySpawn()}; a worker is
     *     stopped only while it runs no request, so a wish to stop one may be carried out later
     */
    int adjust(PoolSnapshot pool);

    /**
     * Returns what the algorithm measured in its last decision, by the name of uWSGI's metric. The names must not change
     * between calls, except that workers may be added.
     */
    default Map<String, Long> metrics() {
        return Map.of();
    }
}
