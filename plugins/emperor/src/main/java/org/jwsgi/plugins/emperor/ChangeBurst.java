package org.jwsgi.plugins.emperor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Changes of files that come shortly after one another, and how long to wait for more of them. A single change is over soon.
 * Where many files change there is a loop at work, and a slow one may pause for longer: a machine that is busy enough to
 * make it slow holds it up as well. But only files that had no part yet make a burst longer than a little, so that one which is
 * written all the time keeps no other waiting for long. The thread of the watch. Moments are those of a clock in
 * nanoseconds that may begin anywhere.
 */
final class ChangeBurst {
    private static final int MANY = 4;

    /** How many times the usual time between two files a pause may last. */
    private static final int PAUSE_STEPS = 50;

    private final Limits limits;
    private final long begun;
    private final Set<Path> files = new HashSet<>();
    private boolean countless;
    private long changedAt;
    private long joinedAt;

    /**
     * How long is waited.
     *
     * @param quiet the shortest pause after which changes are over, and that of a few files
     * @param longestQuiet the longest pause after which the changes of many files are over
     * @param known the longest time without a file that had no part yet
     * @param whole the longest time of all
     */
    record Limits(Duration quiet, Duration longestQuiet, Duration known, Duration whole) {
        static final Limits USUAL =
                new Limits(Duration.ofMillis(30), Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    /**
     * Begins with the first change.
     *
     * @param now the present moment
     */
    ChangeBurst(Limits limits, long now) {
        this.limits = limits;
        begun = now;
        changedAt = now;
        joinedAt = now;
    }

    /** Takes note of a change. */
    void changed(Path file, long now) {
        changedAt = now;
        if (files.add(file)) {
            joinedAt = now;
        }
    }

    /** Takes note of more changes than the system could name: files that had no part yet will be among them. */
    void overflowed(long now) {
        countless = true;
        changedAt = now;
        joinedAt = now;
    }

    /** Returns for how many nanoseconds to wait for a further change; 0 or less when the burst is over. */
    long patience(long now) {
        long untilQuiet = changedAt - now + quiet();
        long untilKnown = joinedAt - now + limits.known().toNanos();
        long untilEnd = begun - now + limits.whole().toNanos();
        return Math.min(untilQuiet, Math.min(untilKnown, untilEnd));
    }

    private long quiet() {
        if (countless) {
            return limits.longestQuiet().toNanos();
        }
        long shortest = limits.quiet().toNanos();
        if (files.size() <= MANY) {
            return shortest;
        }
        long step = (joinedAt - begun) / (files.size() - 1);
        return Math.clamp(PAUSE_STEPS * step, shortest, limits.longestQuiet().toNanos());
    }
}
