package org.jwsgi.plugins.emperor;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Wakes monitors when something changes in their directories. A burst of changes is waited out, so that it costs one scan.
 * One thread for all monitors waits for the kernel's word; without it, as when the machine has no watches left, the regular
 * scans find everything.
 */
final class DirectoryWatch implements AutoCloseable {
    private final Logger log;
    private final ChangeBurst.Limits limits;
    private final Map<Path, Set<MonitorThread>> watchers = new HashMap<>();
    private final Map<WatchKey, Path> keys = new HashMap<>();
    private @Nullable WatchService service;
    private boolean refused;

    /**
     * Prepares.
     *
     * @param limits how long changes are waited out
     */
    DirectoryWatch(Logger log, ChangeBurst.Limits limits) {
        this.log = log;
        this.limits = limits;
    }

    /** Begins to watch a directory, unless it is watched already. Any thread. */
    synchronized void watch(Path directory, MonitorThread monitor) {
        if (keys.containsValue(directory)) {
            watchers.computeIfAbsent(directory, _ -> new HashSet<>()).add(monitor);
            return;
        }
        if (refused) {
            return;
        }
        try {
            WatchService running = service();
            WatchKey key = directory.register(
                    running,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
            keys.put(key, directory);
            watchers.computeIfAbsent(directory, _ -> new HashSet<>()).add(monitor);
        } catch (java.nio.file.FileSystemException e) {
            log.debug("[emperor] cannot watch {}: {}", directory, e.toString()); // it may come later
        } catch (IOException e) {
            refused = true;
            log.warn("[emperor] cannot watch {}: {}; changes are found by the scans alone", directory, e.getMessage());
        }
    }

    private WatchService service() throws IOException {
        WatchService running = service;
        if (running == null) {
            WatchService created = java.nio.file.FileSystems.getDefault().newWatchService();
            service = created;
            Thread.ofPlatform().daemon().name("directory watch").start(() -> listen(created));
            running = created;
        }
        return running;
    }

    private void listen(WatchService running) {
        try {
            while (true) {
                WatchKey first = running.take();
                ChangeBurst burst = new ChangeBurst(limits, System.nanoTime());
                Set<MonitorThread> woken = new HashSet<>();
                for (WatchKey next = first; next != null; next = further(running, burst)) {
                    collect(next, burst, woken);
                }
                woken.forEach(MonitorThread::wakeUp);
            }
        } catch (ClosedWatchServiceException e) {
            log.debug("[emperor] directories are not watched any more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what else belongs to a burst; null when it is over. */
    private static @Nullable WatchKey further(WatchService running, ChangeBurst burst) throws InterruptedException {
        long patience = burst.patience(System.nanoTime());
        return patience <= 0 ? null : running.poll(patience, TimeUnit.NANOSECONDS);
    }

    /** What happened is the scans' to find out; they wait for the end of the burst, the regular ones as well. */
    private synchronized void collect(WatchKey key, ChangeBurst burst, Set<MonitorThread> woken) {
        Path directory = keys.getOrDefault(key, Path.of(""));
        long now = System.nanoTime();
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() instanceof Path name) {
                burst.changed(directory.resolve(name), now);
            } else {
                burst.overflowed(now);
            }
        }
        for (MonitorThread monitor : watchers.getOrDefault(directory, Set.of())) {
            if (woken.add(monitor)) {
                monitor.waitForWakeUp(limits.whole());
            }
        }
        if (!key.reset()) {
            keys.remove(key); // the directory is gone; should it come again, a scan asks for it again
            watchers.remove(directory);
        }
    }

    @Override
    public synchronized void close() {
        WatchService running = service;
        if (running != null) {
            service = null;
            refused = true;
            try {
                running.close();
            } catch (IOException e) {
                log.debug("[emperor] cannot end the watch over directories: {}", e.getMessage());
            }
        }
    }
}
