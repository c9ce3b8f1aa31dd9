package org.jwsgi.kernel.master;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.CheaperOptions;
import org.jwsgi.kernel.supervise.ChildState;
import org.jwsgi.kernel.supervise.EventLoop;

/**
 * Cheap mode: no worker runs and the master watches the listening sockets itself. The first connection stays in its
 * queue, wakes the workers, and one of them accepts it. Owned by the master loop; when the master dies here, nobody is
 * left, and when it reloads, the new one begins as configured.
 */
final class CheapMode {
    private final MasterSetup setup;
    private final CheaperOptions options;
    private final EventLoop loop;
    private final WorkerPool pool;
    private final WorkerCensus census;
    private final InstanceLife life;
    private final VassalDuty duty;
    private final LongSupplier clock;
    private boolean cheap;
    private boolean watching;
    private long finishedRequests;
    private long lastActive;

    /**
     * Prepares it.
     *
     * @param clock milliseconds of a clock that never jumps
     */
    CheapMode(
            MasterSetup setup,
            EventLoop loop,
            WorkerPool pool,
            WorkerCensus census,
            InstanceLife life,
            VassalDuty duty,
            LongSupplier clock) {
        this.setup = setup;
        this.options = setup.pool().options();
        this.loop = loop;
        this.pool = pool;
        this.census = census;
        this.life = life;
        this.duty = duty;
        this.clock = clock;
        this.lastActive = clock.getAsLong();
    }

    /** Keeps all workers from being started when the instance starts cheap. */
    void begin() {
        if (options.cheap()) {
            enter();
        }
    }

    /** Tells whether no worker is meant to run until a connection comes. */
    boolean cheap() {
        return cheap;
    }

    /** Ends all workers at once, except that their running requests are finished. */
    void go() {
        if (life.phase() != InstanceLife.Phase.RUNNING || cheap) {
            return;
        }
        MasterMessages.goingCheap();
        for (WorkerSlot slot : pool.slots()) {
            if (slot.pid() != 0) {
                MasterMessages.killing(slot.id, slot.pid());
            }
        }
        enter();
        watchIfQuiet();
    }

    /** Looks whether it is time to watch the sockets or to end idle workers. To be called at the start and each second. */
    void tick() {
        if (life.phase() != InstanceLife.Phase.RUNNING || life.paused()) {
            unwatch();
            lastActive = clock.getAsLong();
            return;
        }
        if (census.allCheaped()) {
            cheap = true; // however that came: nobody else would hear the next connection
        }
        if (cheap) {
            watchIfQuiet();
        } else if (options.idle().isPositive()) {
            checkIdle();
        }
    }

    private void enter() {
        cheap = true;
        for (WorkerSlot slot : pool.slots()) {
            pool.cheap(slot);
        }
    }

    /** Workers that still accept would take the connections that this is about. */
    private void watchIfQuiet() {
        if (!watching && !census.anyAccepting()) {
            watching = true;
            MasterMessages.waitingForConnection();
            for (Listener listener : setup.listeners()) {
                loop.watch(listener.fd(), this::wake);
            }
        }
    }

    private void unwatch() {
        if (watching) {
            watching = false;
            for (Listener listener : setup.listeners()) {
                loop.forget(listener.fd());
            }
        }
    }

    private void wake() {
        unwatch();
        if (life.phase() != InstanceLife.Phase.RUNNING || life.paused()) {
            return;
        }
        cheap = false;
        lastActive = clock.getAsLong();
        int left = options.enabled() ? options.minimum() : pool.slots().size();
        for (WorkerSlot slot : inOrderOfReadiness()) {
            if (left-- > 0) {
                pool.wake(slot);
            }
        }
    }

    /** Slots whose last worker still finishes its requests come last. */
    private List<WorkerSlot> inOrderOfReadiness() {
        List<WorkerSlot> free = new ArrayList<>();
        List<WorkerSlot> ending = new ArrayList<>();
        for (WorkerSlot slot : pool.slots()) {
            (slot.state instanceof ChildState.Down ? free : ending).add(slot);
        }
        free.addAll(ending);
        return free;
    }

    private boolean anyWaiting() {
        for (Listener listener : setup.listeners()) {
            if (setup.hooks().queues().depth(listener).waiting() > 0) {
                return true;
            }
        }
        return false;
    }

    /** A worker that still starts is not idle: it may be slow, and a connection may have waked it. */
    private void checkIdle() {
        long now = clock.getAsLong();
        long finished = census.finishedRequests();
        if (finished != finishedRequests || census.anyBusy() || census.anyAwaited() || anyWaiting()) {
            finishedRequests = finished;
            lastActive = now;
            return;
        }
        long idleSeconds = (now - lastActive) / 1000;
        long limit = options.idle().toSeconds();
        if (idleSeconds > limit) {
            long wall = System.currentTimeMillis() / 1000;
            MasterMessages.inactive(limit, wall, wall - idleSeconds);
            if (options.dieOnIdle() && duty.governed()) {
                duty.askForEnd();
                lastActive = now; // an Emperor that did not hear it is asked again
            } else if (options.dieOnIdle()) {
                life.stop(true);
            } else {
                enter();
                watchIfQuiet();
            }
        }
    }
}
