package org.jwsgi.plugins.emperor;

/**
 * Delays vassals that come too fast, so that a storm of them does not bring the machine down: each spawn in the same second
 * as the one before makes the delay longer by a fixed step, each that is not halves it. Loop.
 */
final class SpawnThrottle {
    private final long step;
    private final long max;
    private long level;
    private long last = Long.MIN_VALUE;

    /**
     * Begins without a delay.
     *
     * @param step by how much the delay grows, in milliseconds
     * @param max the longest delay in milliseconds
     */
    SpawnThrottle(long step, long max) {
        this.step = step;
        this.max = max;
    }

    /** Returns the present delay in milliseconds. */
    long level() {
        return level;
    }

    /**
     * Takes note of a vassal that wants to be spawned.
     *
     * @param now milliseconds since the epoch
     * @return how many milliseconds it has to wait
     */
    long delay(long now) {
        boolean sameSecond = last != Long.MIN_VALUE && Math.floorDiv(last, 1000L) == Math.floorDiv(now, 1000L);
        level = sameSecond ? Math.min(max, level + step) : level / 2;
        return level;
    }

    /** Takes note of a spawn. */
    void spawned(long now) {
        last = now;
    }

    /** Forgets the delay. */
    void reset() {
        level = 0;
        last = Long.MIN_VALUE;
    }
}
