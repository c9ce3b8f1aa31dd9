package org.jwsgi.plugins.cheaperbusyness;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.PoolSnapshot;
import org.slf4j.Logger;

/**
 * Keeps the share of time that workers spend in requests between two limits, measured over cycles of
 * {@code cheaper-overload} seconds, and starts emergency workers when connections pile up in between. Runs in: MASTER,
 * on the master loop.
 */
final class Busyness implements CheaperAlgorithm {
    private static final int CALM_CYCLES = 3;

    private final BusynessOptions options;
    private final BusynessLog log;
    private final WorkerMeter meter = new WorkerMeter();

    private boolean begun;
    private boolean cheapedLast;
    private long cycleBegan;
    private long nextCheap;
    private long lastCheap;
    private boolean everCheaped;
    private long multiplier;
    private int emergency;
    private int calmCycles;
    private long waitingSince = -1;

    Busyness(BusynessOptions options, Logger log) {
        this.options = options;
        this.log = new BusynessLog(log, options.verbose());
        this.multiplier = options.multiplier();
    }

    @Override
    public int adjust(PoolSnapshot pool) {
        if (!begun) {
            begun = true;
            cycleBegan = pool.seconds();
            log.settings(options, pool.overload());
            meter.begin(pool);
            delayCheap(pool);
        }
        meter.tick(pool);
        if (pool.seconds() - cycleBegan < pool.overload()) {
            return betweenCycles(pool);
        }
        cycleBegan = pool.seconds();
        long average = meter.endCycle(pool, log);
        if (average > options.max()) {
            return grow(pool, average);
        }
        if (pool.backlog() > options.backlogAlert()
                && pool.active() < pool.workers().size()) {
            return growAtOnce(pool);
        }
        if (pool.active() <= 1) {
            return 0;
        }
        return average < options.min() ? shrink(pool, average) : stay(pool, average);
    }

    @Override
    public Map<String, Long> metrics() {
        Map<String, Long> metrics = new LinkedHashMap<>();
        meter.addTo(metrics);
        return metrics;
    }

    private int betweenCycles(PoolSnapshot pool) {
        if (pool.backlog() > options.backlogAlert()) {
            return growAtOnce(pool);
        }
        if (pool.backlog() == 0) {
            if (waitingSince >= 0) {
                log.backlogEmpty();
            }
            waitingSince = -1;
        } else if (waitingSince < 0) {
            log.backlogFills(pool.backlog());
            waitingSince = pool.seconds();
        } else if (pool.seconds() - waitingSince > options.backlogNonzero()) {
            log.backlogStays(pool.seconds() - waitingSince);
            waitingSince = pool.seconds();
            return growAtOnce(pool);
        }
        return 0;
    }

    private int grow(PoolSnapshot pool, long average) {
        calmCycles = 0;
        int more = pool.spawnable();
        if (more == 0) {
            log.cannotGrow(pool, average);
            return 0;
        }
        cheapedLast = false;
        if (everCheaped && (pool.seconds() - lastCheap) / pool.overload() <= multiplier) {
            multiplier += options.penalty();
            log.cameBackTooSoon(multiplier, options.penalty());
        } else {
            lowerMultiplier();
        }
        delayCheap(pool);
        log.grows(pool, average, more);
        return more;
    }

    private int growAtOnce(PoolSnapshot pool) {
        int more = pool.spawnable(options.backlogStep());
        if (more == 0) {
            log.cannotGrowAtOnce(pool);
            return 0;
        }
        multiplier = options.multiplier();
        cheapedLast = false;
        emergency += more;
        log.growsAtOnce(pool.backlog(), more, emergency);
        delayCheap(pool);
        return more;
    }

    private int shrink(PoolSnapshot pool, long average) {
        calmCycles = 0;
        if (pool.active() <= pool.minimum()) {
            return 0;
        }
        if (pool.seconds() < nextCheap) {
            log.waitsToShrink(nextCheap - pool.seconds());
            return 0;
        }
        log.shrinks(pool, average);
        if (cheapedLast) {
            lowerMultiplier();
        }
        delayCheap(pool);
        lastCheap = pool.seconds();
        everCheaped = true;
        cheapedLast = true;
        emergency = Math.max(0, emergency - 1);
        return -1;
    }

    private int stay(PoolSnapshot pool, long average) {
        emergency = Math.max(0, emergency - 1);
        calmCycles++;
        log.stays(pool, average, calmCycles, calmCycles >= CALM_CYCLES);
        if (calmCycles >= CALM_CYCLES) {
            delayCheap(pool);
        } else {
            nextCheap += pool.overload();
        }
        return 0;
    }

    private void lowerMultiplier() {
        if (multiplier > options.multiplier()) {
            multiplier--;
            log.lowersMultiplier(multiplier);
        }
    }

    private void delayCheap(PoolSnapshot pool) {
        long cycles = emergency > 0 ? options.backlogMultiplier() : multiplier;
        if (emergency > 0) {
            log.emergencyTimer(emergency, cycles * pool.overload());
        }
        nextCheap = pool.seconds() + cycles * pool.overload();
    }
}
