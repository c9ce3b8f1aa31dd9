package org.jwsgi.plugins.emperor;

/**
 * Delays vassals that come too fast, so that a storm of them does not bring the machine down: a spawn in the same second as the
 * one before makes the delay after it longer by a fixed step, one that is not halves it. So a queue of any length moves on by
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

    /** Returns how many milliseconds have to lie between the last spawn and the next one. */
    long level() {
        return level;
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
        boolean sameSecond = last != Long.MIN_VALUE && Math.floorDiv(last, 1000L) == Math.floorDiv(now, 1000L);
        level = sameSecond ? Math.min(max, level + step) : level / 2;
        last = now;
    }

    /** Takes note of a spawn that did not have to wait, and changes no delay. */
    void exempted(long now) {
        last = now;
    }

    /** Forgets the delay. */
    void reset() {
        level = 0;
        last = Long.MIN_VALUE;
    }
}
