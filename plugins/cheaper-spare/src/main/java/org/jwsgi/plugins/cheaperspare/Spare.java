package org.jwsgi.plugins.cheaperspare;

import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.PoolSnapshot;

/**
 * Starts workers after all have been busy for longer than {@code cheaper-overload} decisions, and stops one each
 * {@code cheaper-overload} decisions while more than one is free. Runs in: MASTER, on the master loop.
 */
final class Spare implements CheaperAlgorithm {
    private long overloaded;
    private long relaxed;

    @Override
    public int adjust(PoolSnapshot pool) {
        if (pool.idle() > 0) {
            overloaded = Math.max(0, overloaded - 1);
        } else {
            overloaded++;
            relaxed = 0;
        }
        if (pool.maySpawn() && overloaded > pool.overload()) {
            overloaded = 0;
            return pool.spawnable();
        }
        if (overloaded > 0 || pool.idle() == 1) {
            return 0; // exactly one free worker is what this algorithm aims at, even above the minimum
        }
        relaxed++;
        return pool.active() > pool.minimum() && relaxed % pool.overload() == 0 ? -1 : 0;
    }
}
