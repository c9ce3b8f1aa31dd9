package org.jwsgi.plugins.cheaperbacklog2;

import java.util.List;
import java.util.Map;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.PoolSnapshot;

/**
 * The rule of {@code backlog}, but applied to {@code socket-timeout}, as in uWSGI's example plugin: the pool always
 * grows to all workers, or always shrinks to the minimum, whatever the load. Runs in: MASTER, on the master loop.
 */
final class Backlog2 implements CheaperAlgorithm {
    private static final int DEFAULT_SOCKET_TIMEOUT = 4;

    private final int socketTimeout;

    Backlog2(int socketTimeout) {
        this.socketTimeout = socketTimeout;
    }

    /** Returns the configured {@code socket-timeout} in seconds; the kernel has checked that it is a number. */
    static int socketTimeout(Map<String, List<String>> options) {
        List<String> values = options.getOrDefault("socket-timeout", List.of());
        return values.isEmpty()
                ? DEFAULT_SOCKET_TIMEOUT
                : Integer.parseInt(values.getLast().strip());
    }

    @Override
    public int adjust(PoolSnapshot pool) {
        if (socketTimeout > pool.overload()) {
            return pool.spawnable();
        }
        return socketTimeout < pool.overload() && pool.active() > pool.minimum() ? -1 : 0;
    }
}
