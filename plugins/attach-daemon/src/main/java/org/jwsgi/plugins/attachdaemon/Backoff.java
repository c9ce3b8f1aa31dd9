package org.jwsgi.plugins.attachdaemon;

/**
 * How long a daemon waits before it is started again, by uWSGI's rule: a daemon that was started at most
 * {@link #QUICK} seconds ago, the pause before that start included, waits as many seconds as it was started before, less
 * those. Owned by the master loop. All times are seconds of a monotonic clock.
 */
final class Backoff {
    /** A shorter life than this many seconds, and a second, is a quick death. */
    private static final long QUICK = 3;

    private static final long LONGEST = 300;

    private final long longest;
    private final int patience;
    private int starts;
    private long lastStart;
    private int quickDeaths;

    /**
     * Creates the rule for a daemon.
     *
     * @param longest the longest pause in seconds; 0 for five minutes
     * @param patience after how many quick deaths in a row the daemon counts as broken
     */
    Backoff(long longest, int patience) {
        this.longest = longest > 0 ? longest : LONGEST;
        this.patience = patience;
    }

    /** Decides about the next start and returns the pause before it in seconds. */
    long next(long now) {
        long delay = 0;
        if (starts > 0) {
            long age = now - lastStart;
            if (age <= QUICK) {
                delay = Math.min(Math.max(1, starts - age), longest);
                quickDeaths++;
            } else if (age > LONGEST) {
                quickDeaths = 0;
            }
        }
        starts++;
        lastStart = now;
        return delay;
    }

    /** Returns how often it was started. */
    int starts() {
        return starts;
    }

    /** Tells whether the start just decided makes the daemon a broken one. */
    boolean breaks() {
        return quickDeaths == patience;
    }

    /** Tells whether it died too often too soon. */
    boolean broken() {
        return quickDeaths >= patience;
    }
}
