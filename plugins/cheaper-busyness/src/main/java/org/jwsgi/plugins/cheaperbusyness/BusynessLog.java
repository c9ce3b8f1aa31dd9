package org.jwsgi.plugins.cheaperbusyness;

import org.jwsgi.api.cheaper.PoolSnapshot;
import org.slf4j.Logger;

/** The algorithm's lines in the log, in uWSGI's shape; all but the settings only with {@code cheaper-busyness-verbose}. */
final class BusynessLog {
    private final Logger log;
    private final boolean verbose;

    BusynessLog(Logger log, boolean verbose) {
        this.log = log;
        this.verbose = verbose;
    }

    void settings(BusynessOptions options, int overload) {
        log.info(
                "[busyness] settings: min={}%, max={}%, overload={}, multiplier={}, respawn penalty={}",
                options.min(), options.max(), overload, options.multiplier(), options.penalty());
        log.info(
                "[busyness] backlog alert is set to {} request(s), step is {}",
                options.backlogAlert(),
                options.backlogStep());
        log.info("[busyness] backlog non-zero alert is set to {} second(s)", options.backlogNonzero());
    }

    void neverFinished(int worker, long ticks) {
        tell(
                "[busyness] worker {} was busy {} time(s) in last cycle but no request was completed during this time,"
                        + " marking as 100% busy",
                worker, ticks);
    }

    void busyness(int worker, int seconds, long percent) {
        tell("[busyness] worker nr {} {}s average busyness is at {}%", worker, seconds, percent);
    }

    void averageBusyness(PoolSnapshot pool, long percent) {
        tell("[busyness] {}s average busyness of {} worker(s) is at {}%", pool.overload(), pool.active(), percent);
    }

    void grows(PoolSnapshot pool, long percent, int more) {
        tell("[busyness] {}s average busyness is at {}%, will spawn {} new worker(s)", pool.overload(), percent, more);
    }

    void cannotGrow(PoolSnapshot pool, long percent) {
        tell(
                "[busyness] {}s average busyness is at {}% but we already started maximum number of workers available"
                        + " with current limits ({})",
                pool.overload(), percent, pool.active());
    }

    void growsAtOnce(long waiting, int more, int emergency) {
        tell("[busyness] {} requests in listen queue, spawning {} emergency worker(s) ({})!", waiting, more, emergency);
    }

    void cannotGrowAtOnce(PoolSnapshot pool) {
        tell(
                "[busyness] {} requests in listen queue but we are already started maximum number of workers ({})",
                pool.backlog(),
                pool.workers().size());
    }

    void cameBackTooSoon(long multiplier, int penalty) {
        tell("[busyness] worker(s) respawned to fast, increasing cheaper multiplier to {} (+{})", multiplier, penalty);
    }

    void lowersMultiplier(long multiplier) {
        tell("[busyness] decreasing cheaper multiplier to {}", multiplier);
    }

    void emergencyTimer(int emergency, long seconds) {
        tell("[busyness] {} emergency worker(s) running, using {} seconds cheaper timer", emergency, seconds);
    }

    void shrinks(PoolSnapshot pool, long percent) {
        tell(
                "[busyness] {}s average busyness is at {}%, cheap one of {} running workers",
                pool.overload(), percent, pool.active());
    }

    void waitsToShrink(long seconds) {
        tell("[busyness] need to wait {} more second(s) to cheap worker", seconds);
    }

    void stays(PoolSnapshot pool, long percent, int cycles, boolean resets) {
        tell(
                "[busyness] {}s average busyness is at {}%, {} non-idle cycle(s), {} cheaper timer",
                pool.overload(), percent, cycles, resets ? "resetting" : "adjusting");
    }

    void backlogFills(long waiting) {
        tell("[busyness] backlog is starting to fill ({})", waiting);
    }

    void backlogStays(long seconds) {
        tell("[busyness] backlog was non-zero for {} second(s), spawning new worker(s)", seconds);
    }

    void backlogEmpty() {
        tell("[busyness] backlog is now empty");
    }

    private void tell(String format, Object... values) {
        if (verbose) {
            log.info(format, values);
        }
    }
}
