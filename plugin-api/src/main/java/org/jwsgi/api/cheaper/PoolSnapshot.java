package org.jwsgi.api.cheaper;

import java.util.List;

/**
 * The workers at the moment of a decision, and the rules of the configuration that every algorithm shares.
 *
 * @param seconds a clock in whole seconds that never jumps; it has no epoch
 * @param minimum the least number of workers, {@code cheaper}
 * @param step the most workers that one decision adds, at least 1, {@code cheaper-step}
 * @param overload the algorithms' unit, {@code cheaper-overload}: seconds for most, connections for {@code backlog}
 * @param backlog the connections that wait in the fullest listen queue
 * @param maySpawn whether workers may be added at all; false while memory is above {@code cheaper-rss-limit-soft}
 * @param workers every slot, in the order of their numbers
 */
public record PoolSnapshot(
        long seconds, int minimum, int step, int overload, long backlog, boolean maySpawn, List<Slot> workers) {
    /** Copies the list. */
    public PoolSnapshot {
        workers = List.copyOf(workers);
    }

    /** What a worker slot does. */
    public enum Activity {
        /** Its worker runs no request; it may still be starting. */
        IDLE,
        /** Its worker runs a request on at least one core. */
        BUSY,
        /** It is cheaped and its worker has ended: one may be started. */
        CHEAPED,
        /** Its worker ends after it was cheaped, or is about to be started again after its death. */
        AWAY
    }

    /**
     * A worker slot.
     *
     * @param id its number, from 1
     * @param activity what it does
     * @param runningMicros microseconds that it has spent in requests that are over, since the instance started
     */
    public record Slot(int id, Activity activity, long runningMicros) {
        /** Tells whether it has a worker that is meant to stay. */
        public boolean active() {
            return activity == Activity.IDLE || activity == Activity.BUSY;
        }
    }

    /** Returns the number of workers that run and are meant to stay. */
    public int active() {
        return count(Activity.IDLE) + count(Activity.BUSY);
    }

    /** Returns the number of workers that run a request. */
    public int busy() {
        return count(Activity.BUSY);
    }

    /** Returns the number of workers that run none. */
    public int idle() {
        return count(Activity.IDLE);
    }

    /** Returns the number of slots whose worker may be started. */
    public int cheaped() {
        return count(Activity.CHEAPED);
    }

    /** Returns how many workers an ordinary decision may start: as many as are cheaped, a step at most, or none. */
    public int spawnable() {
        return spawnable(step);
    }

    /** Returns how many workers may be started when an algorithm has a limit of its own in place of the step. */
    public int spawnable(int limit) {
        return maySpawn ? Math.min(limit, cheaped()) : 0;
    }

    private int count(Activity activity) {
        int count = 0;
        for (Slot slot : workers) {
            if (slot.activity() == activity) {
                count++;
            }
        }
        return count;
    }
}
