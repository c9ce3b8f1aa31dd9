package org.jwsgi.api.emperor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.RecordingLogger;

/**
 * An Emperor without vassals, for tests of monitors: calls a monitor on a thread of its own as the real one does, and
 * remembers which vassals it wants. A test waits for what it expects with {@link #await}.
 */
public final class FakeEmperor implements MonitorContext, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> ENDINGS = List.of(".ini", ".xml", ".yml", ".yaml", ".js", ".json");

    private final FakePluginContext plugin;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Path> watched = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private final Map<String, VassalSpec> vassals = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private long scanMillis = 20;
    private boolean woken;
    private boolean ownersWanted;
    private int scans;
    private boolean closed;
    private @Nullable ImperialMonitor monitor;

    /** Creates an Emperor that hands out these option records. It scans every 20 milliseconds. */
    public FakeEmperor(Record... records) {
        plugin = new FakePluginContext(records);
    }

    /** Makes it scan only when it is woken, once it has scanned the first time. */
    public FakeEmperor scansWhenWoken() {
        scanMillis = Long.MAX_VALUE;
        return this;
    }

    /** Makes it want owners. */
    public FakeEmperor tyrant() {
        ownersWanted = true;
        return this;
    }

    /** Runs a monitor until this Emperor is closed. */
    public FakeEmperor run(ImperialMonitor running) {
        monitor = running;
        start("monitor", () -> repeat(running));
        return this;
    }

    private void start(String name, Runnable task) {
        threads.add(Thread.ofVirtual().name(name).start(task));
    }

    private void repeat(ImperialMonitor running) {
        while (!isClosed()) {
            try {
                switch (running) {
                    case PollingMonitor polling -> {
                        replace(polling.scan());
                        waitForScan();
                    }
                    case StreamingMonitor streaming -> streaming.run(new Commands());
                }
            } catch (InterruptedException e) {
                return;
            } catch (MonitorException e) {
                failed(String.valueOf(e.getMessage()));
            }
        }
    }

    private void failed(String message) {
        synchronized (lock) {
            failures.add(message);
            lock.notifyAll();
            try {
                lock.wait(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void waitForScan() throws InterruptedException {
        synchronized (lock) {
            scans++;
            lock.notifyAll();
            long end = System.currentTimeMillis() + Math.min(scanMillis, Integer.MAX_VALUE);
            for (long left = 1; !woken && left > 0; left = end - System.currentTimeMillis()) {
                lock.wait(left);
            }
            woken = false;
        }
    }

    private void replace(Collection<VassalSpec> wanted) {
        synchronized (lock) {
            vassals.clear();
            for (VassalSpec vassal : wanted) {
                if (accepts(vassal.name())) {
                    vassals.putIfAbsent(vassal.name(), vassal);
                }
            }
            lock.notifyAll();
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /**
     * Waits until the vassals are as expected.
     *
     * @throws AssertionError when they are not within 30 seconds
     */
    public void await(String what, Predicate<Map<String, VassalSpec>> expected) {
        awaitUnder(what, () -> expected.test(vassals));
    }

    /** Waits until a failure has been told that comes after the given number of failures. */
    public void awaitFailure(int after) {
        awaitUnder("a failure", () -> failures.size() > after);
    }

    /** Waits until the given number of further scans has ended; only for a polling monitor. */
    public void awaitScans(int further) {
        int wanted;
        synchronized (lock) {
            wanted = scans + further;
        }
        awaitUnder(further + " scans", () -> scans >= wanted);
    }

    private void awaitUnder(String what, java.util.function.BooleanSupplier expected) {
        long end = System.currentTimeMillis() + PATIENCE.toMillis();
        synchronized (lock) {
            while (!expected.getAsBoolean()) {
                long left = end - System.currentTimeMillis();
                if (left <= 0) {
                    throw new AssertionError(
                            "no " + what + "; vassals: " + vassals.values() + ", failures: " + failures);
                }
                try {
                    lock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting for " + what, e);
                }
            }
        }
    }

    /** Returns the vassals that the monitor wants now, by name. */
    public Map<String, VassalSpec> vassals() {
        synchronized (lock) {
            return new LinkedHashMap<>(vassals);
        }
    }

    /** Returns the messages of the failures so far. */
    public List<String> failures() {
        synchronized (lock) {
            return List.copyOf(failures);
        }
    }

    /** Returns how many scans have ended. */
    public int scans() {
        synchronized (lock) {
            return scans;
        }
    }

    /**
     * Closes the monitor as an Emperor that stops does.
     *
     * @throws AssertionError when a thread of the monitor does not end within 30 seconds
     */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        ImperialMonitor running = monitor;
        if (running != null) {
            running.close();
        }
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                if (!thread.join(PATIENCE)) {
                    throw new AssertionError("thread " + thread.getName() + " outlives its monitor");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes what a streaming monitor orders. */
    private final class Commands implements VassalCommands {
        @Override
        public void put(VassalSpec vassal) {
            synchronized (lock) {
                if (accepts(vassal.name())) {
                    vassals.put(vassal.name(), vassal);
                }
                lock.notifyAll();
            }
        }

        @Override
        public void remove(String name) {
            synchronized (lock) {
                vassals.remove(name);
                lock.notifyAll();
            }
        }

        @Override
        public void replaceAll(Collection<VassalSpec> wanted) {
            replace(wanted);
        }

        @Override
        public boolean isKnown(String name) {
            synchronized (lock) {
                return vassals.containsKey(name);
            }
        }
    }

    @Override
    public void wakeUp() {
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    /** Remembers the directory. */
    @Override
    public void watch(Path directory) {
        watched.add(directory);
    }

    /** Returns the directories that the monitor has asked to watch. */
    public List<Path> watched() {
        return List.copyOf(watched);
    }

    @Override
    public void background(String name, Runnable task) {
        start(name, task);
    }

    @Override
    public boolean accepts(String name) {
        return name.length() < 255 && ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** Follows links, and knows no on-demand sockets. */
    @Override
    public Optional<VassalSpec> file(Path file, String name, Path directory) {
        if (!accepts(name) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    VassalSpec.of(name, Files.getLastModifiedTime(file).toInstant())
                            .in(directory));
        } catch (java.io.IOException e) {
            return Optional.empty(); // gone meanwhile
        }
    }

    @Override
    public boolean ownersWanted() {
        return ownersWanted;
    }

    @Override
    public <T extends Record> T options(Class<T> record) {
        return plugin.options(record);
    }

    @Override
    public RecordingLogger log() {
        return plugin.log();
    }

    @Override
    public ProcessRole role() {
        return ProcessRole.EMPEROR;
    }

    @Override
    public int workerId() {
        return 0;
    }

    @Override
    public InstanceInfo instance() {
        return plugin.instance();
    }
}
