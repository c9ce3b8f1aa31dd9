package org.jwsgi.kernel.request;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.supervise.Scoreboard;

/**
 * The cores of a worker and the requests that wait for one. A core is a virtual thread that runs one request at a time,
 * from start to end; it is started when it gets its first request. Runs in: WORKER; safe on any thread.
 */
final class Cores {
    private final Object lock = new Object();
    private final ArrayDeque<Connection> waiting = new ArrayDeque<>();
    private final List<Core> cores;
    private final Core[] idle;
    private volatile int idleCount;
    private volatile int waitingCount;
    private boolean waking;
    private volatile boolean stopping;

    Cores(RequestServerSetup setup, IoThread io, Dispatcher dispatcher) {
        Scoreboard.Worker worker = setup.scoreboard().worker(setup.workerId());
        List<Core> created = new ArrayList<>(setup.threads());
        this.idle = new Core[setup.threads()];
        for (int i = 0; i < setup.threads(); i++) {
            Core core = new Core(i, this, io, dispatcher, worker.core(i));
            created.add(core);
            idle[setup.threads() - 1 - i] = core;
        }
        this.idleCount = setup.threads();
        this.cores = List.copyOf(created);
    }

    /** Returns how many cores have nothing to do. */
    int idle() {
        return idleCount;
    }

    /** Returns how many requests wait for a core. */
    int waiting() {
        return waitingCount;
    }

    List<Core> all() {
        return cores;
    }

    /**
     * Queues a connection's request and sees to it that a core comes for it. At most one core is on its way at a time; it
     * wakes the next one if requests still wait when it arrives. So requests that end sooner than a thread wakes are
     * run by the cores that are awake, and those that block are joined by others at once.
     */
    void submit(Connection connection) {
        Core wake;
        synchronized (lock) {
            waiting.add(connection);
            waitingCount++;
            wake = nextToWake();
        }
        if (wake != null) {
            wake.wake();
        }
    }

    private @Nullable Core nextToWake() {
        if (waking || idleCount == 0 || waiting.isEmpty()) {
            return null;
        }
        waking = true;
        return idle[--idleCount];
    }

    /** Gives a core the longest waiting request in exchange for one that has just arrived, if any waits. */
    Connection exchange(Connection arrived) {
        if (waitingCount == 0) {
            return arrived;
        }
        synchronized (lock) {
            waiting.add(arrived);
            return waiting.remove();
        }
    }

    /** Returns the longest waiting request, or null. */
    @Nullable
    Connection poll() {
        if (waitingCount == 0) {
            return null;
        }
        Connection connection;
        Core wake;
        synchronized (lock) {
            connection = take();
            wake = nextToWake();
        }
        if (wake != null) {
            wake.wake();
        }
        return connection;
    }

    private @Nullable Connection take() {
        Connection connection = waiting.poll();
        if (connection != null) {
            waitingCount--;
        }
        return connection;
    }

    /** Marks a core as idle, unless a request waits, which it then gets. */
    @Nullable
    Connection pollOrIdle(Core core) {
        synchronized (lock) {
            Connection connection = take();
            if (connection == null) {
                core.sleep();
                idle[idleCount++] = core;
                if (stopping && idleCount == idle.length) {
                    lock.notifyAll();
                }
            }
            return connection;
        }
    }

    /** A core that was woken has come. */
    @Nullable
    Connection arrived() {
        Connection connection;
        Core wake;
        synchronized (lock) {
            waking = false;
            connection = take();
            wake = nextToWake();
        }
        if (wake != null) {
            wake.wake();
        }
        return connection;
    }

    boolean stopping() {
        return stopping;
    }

    /**
     * Interrupts every running request, drops the waiting ones and ends the cores.
     *
     * @return whether all of them ended within the time
     */
    boolean stop(IoThread io, long nanos) throws InterruptedException {
        List<Connection> dropped;
        synchronized (lock) {
            stopping = true;
            dropped = List.copyOf(waiting);
            waiting.clear();
            waitingCount = 0;
        }
        for (Connection connection : dropped) {
            io.farewell().finish(connection, false);
        }
        for (Core core : cores) {
            core.interrupt();
            core.endWhenIdle();
        }
        long end = System.nanoTime() + nanos;
        synchronized (lock) {
            while (idleCount < idle.length) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        }
        return true;
    }
}
