package org.jwsgi.plugins.emperor;

/**
 * Delays vassals that come too fast, so that a storm of them does not bring the machine down: a spawn in the same second as the
 * one before makes the delay after it longer by a fixed step, one that is not halves it, as does each second without one. So a queue of any length moves on by
 * about one vassal for each step, and the delay is gone soon after the storm. Loop.
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

    /**
     * Returns how long the delay is that the next spawn makes longer or halves.
     *
     * @param now milliseconds since the epoch
     */
    long level(long now) {
        long quiet = seconds(now) - 1;
        return quiet <= 0 ? level : quiet < Long.SIZE ? level >> quiet : 0;
    }

    /** Returns how many seconds have begun since the last spawn. */
    private long seconds(long now) {
        return last == Long.MIN_VALUE ? 1 : Math.floorDiv(now, 1000L) - Math.floorDiv(last, 1000L);
    }

    /**
     * Returns how many milliseconds the next vassal has to wait.
     *
     * @param now milliseconds since the epoch
     */
    long delay(long now) {
        return last == Long.MIN_VALUE ? 0 : Math.max(0, last + level - now);
    }

    /** Takes note of a spawn that had to wait as long as {@link #delay} says. */
    void spawned(long now) {
        level = seconds(now) <= 0 ? Math.min(max, level + step) : level(now) / 2;
        last = now;
    }

    /** Takes note of a spawn that did not have to wait, and changes no delay. */
    void exempted(long now) {
        level = level(now);
        last = now;
    }

    /** Forgets the delay. */
    void reset() {
        level = 0;
        last = Long.MIN_VALUE;
    }
}
