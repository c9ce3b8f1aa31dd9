package org.jwsgi.plugins.emperor;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
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
    private static final long QUIET_MILLIS = 30;
    private static final long LONGEST_BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Logger log;
    private final Map<Path, Set<MonitorThread>> watchers = new HashMap<>();
    private final Map<WatchKey, Path> keys = new HashMap<>();
    private @Nullable WatchService service;
    private boolean refused;

    DirectoryWatch(Logger log) {
        this.log = log;
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
                Set<MonitorThread> woken = new HashSet<>();
                collect(running.take(), woken);
                long end = System.nanoTime() + LONGEST_BURST_NANOS;
                for (WatchKey more = running.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                        more != null;
                        more = running.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
                    collect(more, woken);
                    if (System.nanoTime() > end) {
                        break;
                    }
                }
                woken.forEach(MonitorThread::wakeUp);
            }
        } catch (ClosedWatchServiceException e) {
            log.debug("[emperor] directories are not watched any more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void collect(WatchKey key, Set<MonitorThread> woken) {
        key.pollEvents(); // what happened is the scan's to find out
        Path directory = keys.get(key);
        woken.addAll(watchers.getOrDefault(directory, Set.of()));
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
