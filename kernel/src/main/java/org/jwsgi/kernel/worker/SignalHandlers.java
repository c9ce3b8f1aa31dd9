package org.jwsgi.kernel.worker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.SystemThread;
import org.jwsgi.kernel.supervise.SeldomLine;

/**
 * What a process runs for uWSGI signals. Runs in: WORKER. Handlers run one at a time, each signal on a thread of its own
 * beside the requests, so that neither waits for the other; whoever calls {@link #handle} gives the next signal when it is
 * told that the last is done. A handler that throws harms nobody; one that hangs keeps the signals that follow waiting, and
 * the end of the process for as long as a request would.
 */
final class SignalHandlers {
    private final Map<Integer, IntConsumer> handlers = new ConcurrentHashMap<>();
    private final int worker;
    private final Runnable handled;
    private final SeldomLine unknown = new SeldomLine();
    private boolean running; // guarded by this

    /**
     * Creates it without handlers.
     *
     * @param worker the worker's number
     * @param handled is called when a signal was handled, on the thread that did
     */
    SignalHandlers(int worker, Runnable handled) {
        this.worker = worker;
        this.handled = handled;
    }

    /** Sets what a signal runs. Any thread. */
    void set(int number, IntConsumer handler) {
        handlers.put(number, handler);
    }

    /** Has a signal run nothing. Any thread. */
    void remove(int number) {
        handlers.remove(number);
    }

    /** Tells whether a signal runs anything. Any thread. */
    boolean has(int number) {
        return handlers.containsKey(number);
    }

    /** Tells that a signal runs nothing. Any thread. */
    void unknown(int number) {
        WorkerMessages.signalUnknown(number, worker, unknown);
    }

    /** Begins to handle a signal. Any thread; returns at once. */
    void handle(int number) {
        synchronized (this) {
            running = true;
        }
        String name = "signal " + number;
        try {
            // No virtual thread: requests that compute may hold all of their carriers.
            SystemThread.start(name, () -> run(number));
        } catch (PosixException e) {
            Thread.ofVirtual().name(name).start(() -> run(number));
        }
    }

    private void run(int number) {
        try {
            IntConsumer handler = handlers.get(number);
            if (handler == null) {
                unknown(number);
            } else {
                handler.accept(number);
            }
        } catch (Throwable e) { // whatever an application throws
            WorkerMessages.signalFailed(number, worker, e);
        } finally {
            synchronized (this) {
                running = false;
                notifyAll();
            }
            handled.run();
        }
    }

    /**
     * Waits until no signal is being handled.
     *
     * @param limit the longest wait
     * @return whether none is
     */
    synchronized boolean drain(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (running) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
