package org.jwsgi.api.cron;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/**
 * Tells what is due, look by look, about once a second. Nothing runs more often than once a minute, measured by a clock
 * that nobody can set. Owned by one thread.
 *
 * <p>Minutes between two looks, because the machine slept or the clock was put forward by up to three hours, are made up
 * for: what they had due runs once. When the clock is put back by up to three hours, as at the end of summer time, what has
 * a fixed hour does not run again until the clock has caught up, and everything else goes on. A greater leap is a
 * correction of the clock: it counts from then on, and nothing is made up for.
 */
public final class CronClock {
    private static final long GREATEST_LEAP = 180;
    private static final long PAUSE_SECONDS = 60;

    private boolean looked;
    private long latest; // the latest local minute ever looked at, since the last correction
    private long previous; // the local minute of the look before
    private LocalDateTime now = LocalDateTime.MIN;
    private long monotonic;

    /** When one piece of work ran. Make one for each. */
    public static final class Runs {
        private boolean ran;
        private long last;

        /** Returns when the work ran last, in seconds of the clock that nobody can set; empty when it has not. */
        public OptionalLong last() {
            return ran ? OptionalLong.of(last) : OptionalLong.empty();
        }

        /** Remembers a run before a reload: its pause goes on. */
        public void remember(long monotonicSeconds) {
            ran = true;
            last = monotonicSeconds;
        }
    }

    /** Returns what {@link #resume} needs after a reload. */
    public String position() {
        return looked ? minuteOf(now) + " " + latest : "";
    }

    /**
     * Goes on where the clock of the master before a reload was, so that the minutes in between count as missed. A text that
     * is no position is ignored.
     */
    public void resume(String position) {
        int space = position.indexOf(' ');
        if (space > 0) {
            try {
                long minute = Long.parseLong(position, 0, space, 10);
                latest = Long.parseLong(position, space + 1, position.length(), 10);
                now = LocalDateTime.ofEpochSecond(minute * 60, 0, ZoneOffset.UTC);
                looked = true;
            } catch (NumberFormatException | DateTimeException e) {
                looked = false; // another version wrote it
            }
        }
    }

    /**
     * Looks at the clock.
     *
     * @param local the local time
     * @param monotonicSeconds seconds of a clock that nobody can set
     */
    public void look(LocalDateTime local, long monotonicSeconds) {
        long minute = minuteOf(local);
        long before = looked ? minuteOf(now) : minute - 1;
        boolean corrected = !looked || Math.abs(minute - before) > GREATEST_LEAP;
        previous = corrected ? minute - 1 : before;
        latest = corrected ? minute - 1 : Math.max(latest, before);
        now = local;
        monotonic = monotonicSeconds;
        looked = true;
    }

    /**
     * Tells whether work is due at the last look; if so, it counts as run.
     *
     * @param runs the work's own memory
     */
    public boolean isDue(CronFields fields, Runs runs) {
        if (runs.ran && monotonic - runs.last < PAUSE_SECONDS || !matches(fields)) {
            return false;
        }
        runs.ran = true;
        runs.last = monotonic;
        return true;
    }

    private boolean matches(CronFields fields) {
        long minute = minuteOf(now);
        boolean again = minute < latest; // the clock was put back, and these minutes have been before
        if (fields.hasFixedHour() && again) {
            return false;
        }
        if (fields.matches(now)) {
            return true;
        }
        long first = fields.hasFixedHour() ? Math.max(previous, latest) + 1 : previous + 1;
        for (long missed = first; missed < minute; missed++) {
            if (fields.matches(now.minusMinutes(minute - missed))) {
                return true;
            }
        }
        return false;
    }

    private static long minuteOf(LocalDateTime time) {
        return Math.floorDiv(time.toEpochSecond(ZoneOffset.UTC), 60L);
    }
}
