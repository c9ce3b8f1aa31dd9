package org.jwsgi.plugins.emperor;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.StreamingMonitor;
import org.jwsgi.api.emperor.VassalCommands;
import org.jwsgi.api.emperor.VassalSpec;
import org.slf4j.Logger;

/**
 * Runs one monitor on a thread of its own and keeps what it said last. Whatever the monitor does stays here: it can throw
 * anything, or never return, and the Emperor goes on with the last good set. What the Emperor's loop reads and writes is
 * guarded by this object's lock, which nobody holds for long.
 */
final class MonitorThread {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(3);
    private static final long STUCK_MILLIS = 60_000;

    private final String pluginId;
    private final Duration frequency;
    private final LongSupplier clock;
    private final Logger log;
    private final Consumer<MonitorThread> changed;
    private final Predicate<String> known;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private @Nullable ImperialMonitor monitor;
    private volatile String label = "";
    private @Nullable Map<String, VassalSpec> wanted;
    private boolean fresh;
    private boolean woken;
    private boolean closed;
    private long heldUntil = System.nanoTime();
    private String failure = "";
    private long failedAt;
    private long scannedAt;
    private long busySince;
    private boolean stuck;
    private long scans;
    private long scansBegun;
    private long scanAwaited = Long.MAX_VALUE;
    private long lastDelivered;

    /**
     * Prepares.
     *
     * @param pluginId where it comes from
     * @param frequency the time between two scans
     * @param clock milliseconds since the epoch
     * @param log of the Emperor
     * @param changed is told, on any thread, that there is a new set
     * @param known tells whether a vassal of a name exists, on any thread
     */
    MonitorThread(
            String pluginId,
            Duration frequency,
            LongSupplier clock,
            Logger log,
            Consumer<MonitorThread> changed,
            Predicate<String> known) {
        this.pluginId = pluginId;
        this.frequency = frequency.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : frequency;
        this.clock = clock;
        this.log = log;
        this.changed = changed;
        this.known = known;
    }

    String label() {
        return label;
    }

    /**
     * Takes the monitor that it will run. Main thread.
     *
     * @param newLabel what logs and stats call the monitor
     */
    void adopt(ImperialMonitor adopted, String newLabel) {
        monitor = adopted;
        label = newLabel;
    }

    /** Begins to run the monitor. */
    void start() {
        ImperialMonitor running = monitor;
        if (running != null) {
            background("monitor " + label, () -> work(running));
        }
    }

    /**
     * Runs a task on a thread that ends with the monitor. A thread of the system: one that hangs in a file system would take a
     * carrier from all virtual ones.
     */
    void background(String name, Runnable task) {
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            try {
                task.run();
            } catch (Throwable e) { // the code of a plugin: nothing of it may escape
                log.error("[emperor] imperial monitor {} (plugin {}): {} failed", label, pluginId, name, e);
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    private void work(ImperialMonitor running) {
        Thread.currentThread().setContextClassLoader(running.getClass().getClassLoader());
        while (!isClosed()) {
            try {
                switch (running) {
                    case PollingMonitor polling -> {
                        scan(polling);
                        pause(frequency);
                    }
                    case StreamingMonitor streaming -> {
                        streaming.run(new Commands());
                        throw new MonitorException("it has ended by itself");
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (MonitorException e) {
                failed(String.valueOf(e.getMessage()), null);
            } catch (Throwable e) { // the code of a plugin: nothing of it may escape
                failed(e.toString(), e);
            }
        }
    }

    private void scan(PollingMonitor polling) throws MonitorException, InterruptedException {
        long number;
        synchronized (this) {
            number = ++scansBegun;
            woken = false;
            busySince = clock.getAsLong();
        }
        Collection<VassalSpec> vassals = polling.scan();
        Map<String, VassalSpec> byName = new LinkedHashMap<>();
        for (VassalSpec vassal : vassals) {
            byName.putIfAbsent(vassal.name(), vassal);
        }
        deliver(byName, number);
    }

    private void deliver(Map<String, VassalSpec> vassals, long number) {
        boolean recovered;
        boolean different;
        synchronized (this) {
            if (closed) {
                return;
            }
            recovered = !failure.isEmpty() || stuck;
            failure = "";
            stuck = false;
            busySince = 0;
            scans++;
            scannedAt = clock.getAsLong();
            different = !vassals.equals(wanted) || number > scanAwaited;
            scanAwaited = number > scanAwaited ? Long.MAX_VALUE : scanAwaited;
            lastDelivered = Math.max(lastDelivered, number);
            fresh |= wanted == null;
            wanted = vassals;
        }
        if (recovered) {
            log.info("[emperor] imperial monitor {} works again", label);
        }
        if (different) {
            changed.accept(this);
        }
    }

    private void failed(String message, @Nullable Throwable bug) {
        boolean isNew;
        synchronized (this) {
            isNew = !closed && !message.equals(failure);
            failure = message;
            failedAt = clock.getAsLong();
            busySince = 0;
        }
        if (isNew && bug == null) {
            log.error("[emperor] imperial monitor {}: {}", label, message);
        } else if (isNew) {
            log.error("[emperor] imperial monitor {} (plugin {}) is broken", label, pluginId, bug);
        }
        try {
            pause(frequency.compareTo(PAUSE_AFTER_FAILURE) < 0 ? frequency : PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
    }

    private synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!woken && !closed) {
            long now = System.nanoTime();
            long left = Math.max(end - now, heldUntil - now);
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000 + 1);
        }
    }

    private synchronized boolean isClosed() {
        return closed || Thread.currentThread().isInterrupted();
    }

    /**
     * Has the monitor begin no regular scan before it is woken: what it would see is about to change. Any thread.
     *
     * @param longest when this ends even without
     */
    synchronized void waitForWakeUp(Duration longest) {
        heldUntil = System.nanoTime() + longest.toNanos();
    }

    /** Has the monitor scan at once. Any thread. */
    synchronized void wakeUp() {
        woken = true;
        heldUntil = System.nanoTime();
        notifyAll();
    }

    /**
     * Has the monitor scan at once and the Emperor told, even if nothing is new. A streaming monitor has nothing to look at.
     * Any thread.
     *
     * @return the number of the latest scan that has begun so far, for {@link #hasScannedAfter}
     */
    synchronized long scanAgain() {
        scanAwaited = scansBegun;
        wakeUp();
        return scansBegun;
    }

    /**
     * Tells whether the last good set comes from a scan that began after another. The set of a streaming monitor always
     * counts: it is what the monitor was told, not what it saw. Any thread.
     */
    synchronized boolean hasScannedAfter(long scan) {
        return !(monitor instanceof PollingMonitor) || lastDelivered > scan;
    }

    /** Ends the monitor, without waiting for it: it may be stuck. Any thread. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        List<Thread> running = List.copyOf(threads);
        ImperialMonitor ending = monitor;
        Thread.ofPlatform().daemon().name("end of monitor " + label).start(() -> {
            try {
                if (ending != null) {
                    ending.close();
                }
            } catch (Throwable e) { // the code of a plugin: nothing of it may escape
                log.error("[emperor] imperial monitor {} (plugin {}): close failed", label, pluginId, e);
            }
            running.forEach(Thread::interrupt);
        });
    }

    /** Returns the last good set by name; empty while there is none yet. */
    synchronized Optional<Map<String, VassalSpec>> wanted() {
        return Optional.ofNullable(wanted);
    }

    /** Tells, once, that the first set has come. */
    synchronized boolean takeFresh() {
        boolean result = fresh;
        fresh = false;
        return result;
    }

    /** Notes and tells the log when a scan does not come to its end. */
    void look() {
        long seconds;
        synchronized (this) {
            long millis = busySince == 0 ? 0 : clock.getAsLong() - busySince;
            if (stuck || millis < STUCK_MILLIS) {
                return;
            }
            stuck = true;
            seconds = millis / 1000;
        }
        log.warn(
                "[emperor] imperial monitor {} (plugin {}) has not answered for {} seconds, its vassals stay as they are",
                label,
                pluginId,
                seconds);
    }

    /** Returns what the stats server shows. */
    synchronized Map<String, Object> stats() {
        Map<String, Object> tree = new LinkedHashMap<>();
        Map<String, VassalSpec> set = wanted;
        tree.put("address", label);
        tree.put("plugin", pluginId);
        tree.put("state", stuck ? "stuck" : !failure.isEmpty() ? "failing" : set == null ? "starting" : "ok");
        tree.put("error", failure);
        tree.put("last_error", failedAt / 1000);
        tree.put("last_scan", scannedAt / 1000);
        tree.put("scans", scans);
        tree.put("vassals", set == null ? 0 : set.size());
        return tree;
    }

    /** Takes the orders of a streaming monitor, on any thread. */
    private final class Commands implements VassalCommands {
        private final Map<String, VassalSpec> vassals = new LinkedHashMap<>(wanted().orElse(Map.of()));

        @Override
        public synchronized void put(VassalSpec vassal) {
            vassals.put(vassal.name(), vassal);
            deliver(new LinkedHashMap<>(vassals), 0);
        }

        @Override
        public synchronized void remove(String name) {
            vassals.remove(name);
            deliver(new LinkedHashMap<>(vassals), 0);
        }

        @Override
        public synchronized void replaceAll(Collection<VassalSpec> all) {
            vassals.clear();
            all.forEach(vassal -> vassals.put(vassal.name(), vassal));
            deliver(new LinkedHashMap<>(vassals), 0);
        }

        @Override
        public boolean isKnown(String name) {
            return known.test(name);
        }
    }
}
