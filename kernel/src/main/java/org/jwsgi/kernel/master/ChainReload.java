package org.jwsgi.kernel.master;

import java.util.function.LongSupplier;
import org.jwsgi.kernel.supervise.ChildState;

/**
 * Replaces the workers one after the other: a worker is told to end once the successor of the one before serves. Workers
 * that do not run are passed over. Owned by the master loop.
 */
final class ChainReload {
    private static final long SECOND_MILLIS = 1000;

    private final WorkerPool pool;
    private final LongSupplier clock;
    private int next; // index of the slot to look at, once nobody is waited for
    private int victimPid; // who was told to end; 0 when nobody is waited for
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
            take(pool.slots().get(next));
        }
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
            pool.replace(slot, true);
        }
    }

    private boolean waitsFor(WorkerSlot slot) {
        return switch (slot.state) {
            case ChildState.Down() -> false;
            case ChildState.BackingOff ignored -> !slot.cheaped;
            case ChildState.Starting ignored -> !slot.cheaped;
            case ChildState.Ready(int pid, long since) -> pid == victimPid;
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
