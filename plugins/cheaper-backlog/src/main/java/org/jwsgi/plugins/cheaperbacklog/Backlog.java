package org.jwsgi.plugins.cheaperbacklog;

import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.PoolSnapshot;

/**
 * Starts workers while more than {@code cheaper-overload} connections wait in the fullest listen queue, and stops one
 * while fewer do. Remembers nothing. Runs in: MASTER, on the master loop.
 */
final class Backlog implements CheaperAlgorithm {
    @Override
    public int adjust(PoolSnapshot pool) {
        if (pool.backlog() > pool.overload()) {
            return pool.spawnable();
        }
        return pool.backlog() < pool.overload() && pool.active() > pool.minimum() ? -1 : 0;
    }
}
