package org.jwsgi.kernel.supervise;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jwsgi.kernel.posix.Poller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns a process' state: descriptors that become readable and tasks that other threads post run on it,
 * one after the other. Master, worker and sole process each have one. All methods belong to the loop's thread, except
 * {@link #post}.
 *
 * <p>What fails is told and the loop goes on: a mistake of one part, a plugin's perhaps, must not end a master whose workers
 * would end with it.
 */
public final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int TASKS_A_TURN = 256;
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final Poller poller = new Poller();
    private final Map<Integer, Runnable> readers = new HashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private long lastReport = System.nanoTime() - QUIET_NANOS;

    /** Calls a task whenever a descriptor is readable or at its end. */
    public void watch(int fd, Runnable whenReadable) {
        readers.put(fd, whenReadable);
        poller.watch(fd);
    }

    /** Ceases to watch a descriptor; call it before the descriptor is closed. */
    public void forget(int fd) {
        readers.remove(fd);
        poller.forget(fd);
    }

    /** Runs a task on the loop's thread soon. Any thread. */
    public void post(Runnable task) {
        tasks.add(task);
        poller.wake();
    }

    /**
     * Waits for events and handles what has come.
     *
     * @param timeoutMillis the longest wait, negative for no end
     */
    public void turn(long timeoutMillis) {
        int timeout = tasks.isEmpty() ? (int) Math.min(timeoutMillis, Integer.MAX_VALUE) : 0;
        for (int fd : poller.await(timeout)) {
            Runnable reader = readers.get(fd); // an earlier reader of this turn may have ended the watch
            if (reader != null) {
                guarded(reader);
            }
        }
        // Not until the queue is empty: who posts faster than tasks run must not make the loop deaf.
        for (int i = 0; i < TASKS_A_TURN; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(task);
        }
    }

    /** Runs a part of the loop's work; what it throws is told, once a second at the most. */
    public void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            // Of these errors the last is that no thread could be started: without heap a JVM of ours ends at once.
            long now = System.nanoTime();
            if (now - lastReport >= QUIET_NANOS) {
                lastReport = now;
                LOG.error("a task failed; the rest goes on", e);
            }
        }
    }
}
