package org.jwsgi.kernel.supervise;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jwsgi.kernel.posix.Poller;

/**
 * One thread that owns a process' state: descriptors that become readable and tasks that other threads post run on it,
 * one after the other. Master, worker and sole process each have one. All methods belong to the loop's thread, except
 * {@link #post}.
 */
public final class EventLoop {
    private final Poller poller = new Poller();
    private final Map<Integer, Runnable> readers = new HashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

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
                reader.run();
            }
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
