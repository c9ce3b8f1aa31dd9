package org.jwsgi.kernel.supervise;

/**
 * Slows respawns down when children die faster than they can serve, by uWSGI's rule: a respawn at most
 * {@code intervalSeconds} after the one before counts, an older one resets the count, and when the count exceeds the
 * number of children, all respawns pause. Owned by the supervisor's loop thread.
 */
public final class RespawnThrottle {
    private final long intervalSeconds;
    private final int children;
    private final long delayMillis;
    private long lastRespawnSecond = Long.MIN_VALUE / 2;
    private int fastRespawns;
    private long heldUntil = Long.MIN_VALUE;

    /**
     * Creates the throttle.
     *
     * @param intervalSeconds how soon after another a respawn is a fast one
     * @param children the number of children
     * @param delayMillis how long respawns pause, 0 for never
     */
    public RespawnThrottle(long intervalSeconds, int children, long delayMillis) {
        this.intervalSeconds = intervalSeconds;
        this.children = children;
        this.delayMillis = delayMillis;
    }

    /** The verdict on a respawn. */
    public sealed interface Verdict {
        /** Do it. */
        record Go() implements Verdict {}

        /**
         * Wait.
         *
         * @param until when to try again
         * @param begins whether the pause begins with this respawn
         */
        record Hold(long until, boolean begins) implements Verdict {}
    }

    /** Judges a respawn that is due now. A held respawn is judged again when it is tried again. */
    public Verdict judge(long now) {
        if (now < heldUntil) {
            return new Verdict.Hold(heldUntil, false);
        }
        long second = Math.floorDiv(now, 1000L);
        fastRespawns = second - lastRespawnSecond <= intervalSeconds ? fastRespawns + 1 : 0;
        lastRespawnSecond = second;
        if (fastRespawns <= children) {
            return new Verdict.Go();
        }
        fastRespawns = 0;
        if (delayMillis == 0) {
            return new Verdict.Go();
        }
        heldUntil = now + delayMillis;
        return new Verdict.Hold(heldUntil, true);
    }
}
