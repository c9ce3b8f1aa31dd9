package org.jwsgi.kernel.master;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.PoolSnapshot;
import org.jwsgi.api.metric.MetricDefinition;
import org.jwsgi.api.metric.MetricRegistry;
import org.jwsgi.api.metric.MetricType;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.CheaperOptions;
import org.jwsgi.kernel.supervise.ChildState;

/**
 * Cheaper mode: asks the configured algorithm how many workers there should be and carries that out. Owned by the master
 * loop, except {@link #stats} and {@link #metrics}, which any thread may call. The state lives in the master's memory
 * alone: a reload begins with {@code cheaper-initial} again.
 */
final class PoolSize {
    private static final int REPORT_EVERY = 60;

    private final MasterSetup setup;
    private final CheaperOptions options;
    private final WorkerPool pool;
    private final WorkerCensus census;
    private final MetricRegistry registry;
    private final LongSupplier clock;
    private @Nullable CheaperAlgorithm algorithm;
    private long ticks;
    private int pending; // what the operator has ordered and was not possible yet
    private int owed; // workers that the algorithm wanted to stop when none was idle
    private long failures;
    private volatile Map<String, Long> metrics = Map.of();

    /**
     * Prepares it.
     *
     * @param registry gets what the algorithm measures
     * @param clock milliseconds of a clock that never jumps
     */
    PoolSize(MasterSetup setup, WorkerPool pool, WorkerCensus census, MetricRegistry registry, LongSupplier clock) {
        this.setup = setup;
        this.options = setup.pool().options();
        this.pool = pool;
        this.census = census;
        this.registry = registry;
        this.clock = clock;
    }

    /** Tells whether the number of workers may change at all. */
    boolean enabled() {
        return options.enabled();
    }

    /** Decides, before any worker is started, which are not. */
    void begin() {
        if (enabled()) {
            int initial = initial(setup.options().processes());
            for (WorkerSlot slot : pool.slots()) {
                if (slot.id > initial) {
                    pool.cheap(slot);
                }
            }
        }
    }

    private int initial(int processes) {
        if (options.initial() == 0) {
            return options.minimum();
        }
        if (options.initial() < options.minimum()) {
            MasterMessages.initialTooLow(options.initial(), options.minimum());
            return options.minimum();
        }
        if (options.initial() > processes) {
            MasterMessages.initialTooHigh(options.initial(), processes);
            return processes;
        }
        return options.initial();
    }

    /** Creates the algorithm; after the workers are started, so that they need not wait for its plugin. */
    void start() {
        if (enabled()) {
            algorithm = setup.pool().algorithm().get();
        }
    }

    /** Takes an order of the operator, which the next decision follows instead of the algorithm. */
    void adjust(int delta) {
        if (enabled()) {
            pending += delta;
        } else {
            MasterMessages.notCheaper();
        }
    }

    /** Lets a second pass. Not to be called while the instance is cheap, paused, reloading or ending. */
    void tick() {
        if (algorithm != null && ++ticks % setup.options().checkInterval().toSeconds() == 0) {
            decide(algorithm);
        }
    }

    private void decide(CheaperAlgorithm chosen) {
        boolean maySpawn = true;
        long resident = options.rssLimitSoft().bytes() > 0 ? census.residentBytes() : 0;
        if (options.rssLimitSoft().bytes() > 0) {
            maySpawn = resident < options.rssLimitSoft().bytes();
        }
        PoolSnapshot snapshot = new PoolSnapshot(
                clock.getAsLong() / 1000,
                options.minimum(),
                Math.max(1, options.step()),
                options.overload(),
                backlog(),
                maySpawn,
                census.slots());
        boolean tooLarge = options.rssLimitHard().bytes() > 0
                && resident >= options.rssLimitHard().bytes();
        if (tooLarge && snapshot.active() > 1) {
            MasterMessages.hardLimit(snapshot.active());
            shrink(1);
        } else if (pending != 0) {
            follow(snapshot);
        } else {
            // Asked although workers are owed: all may be busy for long, and then the algorithm wants more instead.
            int wanted = ask(chosen, snapshot);
            owed = wanted > 0 ? 0 : shrink(Math.max(owed, -wanted));
            if (maySpawn) {
                grow(wanted);
            }
        }
    }

    /** Carries out an order of the operator. */
    private void follow(PoolSnapshot snapshot) {
        int wanted = pending;
        pending = 0;
        if (wanted < 0) {
            pending = -shrink(-wanted);
        } else if (snapshot.maySpawn()) {
            grow(wanted);
        } else {
            MasterMessages.softLimit();
        }
    }

    private int ask(CheaperAlgorithm chosen, PoolSnapshot snapshot) {
        try {
            int wanted = chosen.adjust(snapshot);
            Map<String, Long> figures = chosen.metrics();
            metrics = Map.copyOf(figures);
            figures.forEach(this::publish);
            return wanted;
        } catch (RuntimeException e) { // a plugin's mistake must not end the master
            if (failures++ % REPORT_EVERY == 0) {
                MasterMessages.algorithmFailed(failures, e);
            }
            return 0;
        }
    }

    private void publish(String name, long value) {
        registry.find(name)
                .orElseGet(() -> registry.add(MetricDefinition.of(name, "", MetricType.GAUGE)))
                .set(value);
    }

    private void grow(int wanted) {
        int left = wanted;
        for (WorkerSlot slot : pool.slots()) {
            if (left > 0 && slot.cheaped && slot.state instanceof ChildState.Down) {
                pool.wake(slot);
                left--;
            }
        }
    }

    /** Stops idle workers and returns how many could not be found; no more than there are. */
    private int shrink(int wanted) {
        for (int left = wanted; left > 0; left--) {
            WorkerSlot slot = census.oldestIdle();
            if (slot == null) {
                return Math.min(left, active());
            }
            pool.cheap(slot);
        }
        return 0;
    }

    private int active() {
        int active = 0;
        for (WorkerSlot slot : pool.slots()) {
            active += slot.cheaped ? 0 : 1;
        }
        return active;
    }

    private long backlog() {
        long largest = 0;
        for (Listener listener : setup.listeners()) {
            largest = Math.max(largest, setup.hooks().queues().depth(listener).waiting());
        }
        return largest;
    }

    /** Returns what the algorithm measured last, by the names of metrics. Any thread. */
    Map<String, Long> metrics() {
        return metrics;
    }

    /** Returns the part of the stats tree about cheaper mode. Any thread. */
    Map<String, Object> stats() {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("algorithm", options.algorithm());
        stats.put("minimum", options.minimum());
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : List.copyOf(metrics.keySet()).stream().sorted().toList()) {
            values.put(name, metrics.getOrDefault(name, 0L));
        }
        stats.put("metrics", values);
        return stats;
    }
}
