package org.jwsgi.kernel.master;

import java.util.function.LongSupplier;
import org.jwsgi.kernel.supervise.ChildState;

/**
 * Replaces the workers one after the other: a worker is told to end once its successor serves, and the next one's turn
 * comes when it has ended. Workers that do not run are passed over. When a successor does not come to serve, because the
 * app is broken for example, the chain stops, and the workers that have not been replaced go on. Owned by the master loop.
 */
final class ChainReload {
    private static final long SECOND_MILLIS = 1000;

    private final WorkerPool pool;
    private final LongSupplier clock;
    private int next; // index of the slot to look at, once nobody is waited for
    private int victimPid; // who is being replaced; 0 when nobody is waited for
    private boolean recycledAnyway; // the victim was to be replaced before its turn came
    private boolean active;
    private long nextReport;

    ChainReload(WorkerPool pool, LongSupplier clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Begins, unless it runs already. */
    void begin() {
        if (active) {
            MasterMessages.chainRuns();
            return;
        }
        MasterMessages.chainStarts();
        active = true;
        next = 0;
        victimPid = 0;
        nextReport = clock.getAsLong() + SECOND_MILLIS;
        step();
    }

    /** Forgets what is left to do, because the instance ends or all workers are replaced at once. */
    void cancel() {
        active = false;
    }

    /** Goes on as far as possible. To be called once a second and whenever a worker has begun to serve or ended. */
    void step() {
        while (active) {
            if (victimPid != 0) {
                WorkerSlot slot = pool.slots().get(next);
                if (waitsFor(slot)) {
                    report(slot);
                    return;
                }
                victimPid = 0;
                next++;
            }
            if (next >= pool.slots().size()) {
                active = false;
                MasterMessages.chainEnds();
                return;
            }
            WorkerSlot slot = pool.slots().get(next);
            if (isStarting(slot)) { // maybe with what the app was before: it is replaced as soon as it serves
                report(slot);
                return;
            }
            take(slot);
        }
    }

    private static boolean isStarting(WorkerSlot slot) {
        return !slot.cheaped
                && slot.pid() != 0
                && (slot.state instanceof ChildState.Starting || slot.successor != null);
    }

    private void take(WorkerSlot slot) {
        if (slot.cheaped || slot.pid() == 0) {
            next++;
            return;
        }
        victimPid = slot.pid();
        nextReport = clock.getAsLong() + SECOND_MILLIS;
        if (!(slot.state instanceof ChildState.Stopping)) { // that one is on its way, by an order that has its own idea
            MasterMessages.chainVictim(slot.id);
            recycledAnyway = slot.replaced;
            pool.succeed(slot);
        }
    }

    /**
     * Stops the chain when it is its successor that has ended before it served.
     *
     * @param slot the worker that was to be replaced
     * @param pid the pid that the successor had
     * @return whether the worker still is to be replaced
     */
    boolean successorFailed(WorkerSlot slot, int pid) {
        if (!active || victimPid == 0 || victimPid != slot.pid()) {
            return true;
        }
        active = false;
        MasterMessages.chainStopped(slot.id, pid);
        return recycledAnyway;
    }

    private boolean waitsFor(WorkerSlot slot) {
        return switch (slot.state) {
            case ChildState.Down() -> false;
            case ChildState.BackingOff ignored -> !slot.cheaped;
            case ChildState.Starting ignored -> !slot.cheaped;
            case ChildState.Ready(int pid, long since) -> pid == victimPid || pool.isLeaving(victimPid);
            case ChildState.Stopping stopping -> stopping.pid() == victimPid;
        };
    }

    private void report(WorkerSlot slot) {
        long now = clock.getAsLong();
        if (now >= nextReport) {
            nextReport = now + SECOND_MILLIS;
            MasterMessages.chainWaits(slot.id);
        }
    }
}
