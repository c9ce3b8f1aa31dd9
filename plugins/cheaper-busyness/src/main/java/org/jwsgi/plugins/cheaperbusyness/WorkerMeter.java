package org.jwsgi.plugins.cheaperbusyness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.cheaper.PoolSnapshot;
import org.jwsgi.api.cheaper.PoolSnapshot.Activity;

/** Measures how busy each worker was during a cycle. Runs in: MASTER, on the master loop. */
final class WorkerMeter {
    private static final long MICROS = 1_000_000;

    private final List<Reading> readings = new ArrayList<>();
    private long average;

    private static final class Reading {
        private long runningMicros;
        private long busyTicks;
        private long percent;
    }

    /** Remembers where the workers begin. */
    void begin(PoolSnapshot pool) {
        for (PoolSnapshot.Slot slot : pool.workers()) {
            Reading reading = new Reading();
            reading.runningMicros = slot.runningMicros();
            readings.add(reading);
        }
    }

    /** Notes who is busy now: a request that is still running shows in no time yet. */
    void tick(PoolSnapshot pool) {
        for (PoolSnapshot.Slot slot : pool.workers()) {
            if (slot.activity() == Activity.BUSY) {
                readings.get(slot.id() - 1).busyTicks++;
            }
        }
    }

    /** Ends a cycle and returns the average busyness of the running workers in percent. */
    long endCycle(PoolSnapshot pool, BusynessLog log) {
        long sum = 0;
        for (PoolSnapshot.Slot slot : pool.workers()) {
            Reading reading = readings.get(slot.id() - 1);
            reading.percent = 0;
            if (slot.active()) {
                reading.percent = percent(slot, reading, pool.overload(), log);
                sum += reading.percent;
                if (pool.active() > 1) {
                    log.busyness(slot.id(), pool.overload(), reading.percent);
                }
            }
            reading.runningMicros = slot.runningMicros();
            reading.busyTicks = 0;
        }
        average = pool.active() == 0 ? 0 : sum / pool.active();
        log.averageBusyness(pool, average);
        return average;
    }

    /** Adds the figures of the last cycle under uWSGI's names. */
    void addTo(Map<String, Long> metrics) {
        for (int i = 0; i < readings.size(); i++) {
            metrics.put("worker." + (i + 1) + ".plugin.cheaper_busyness.busyness", readings.get(i).percent);
        }
        metrics.put("plugin.cheaper_busyness.total_avg_busyness", average);
    }

    private static long percent(PoolSnapshot.Slot slot, Reading reading, int seconds, BusynessLog log) {
        long micros = slot.runningMicros() - reading.runningMicros;
        if (micros == 0 && reading.busyTicks > 0) {
            log.neverFinished(slot.id(), reading.busyTicks);
            return 100;
        }
        return Math.min(100, 100 * micros / (seconds * MICROS));
    }
}
