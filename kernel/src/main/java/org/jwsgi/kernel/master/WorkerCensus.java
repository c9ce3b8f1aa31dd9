package org.jwsgi.kernel.master;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.cheaper.PoolSnapshot.Activity;
import org.jwsgi.api.cheaper.PoolSnapshot.Slot;
import org.jwsgi.kernel.log.MemoryUse;
import org.jwsgi.kernel.supervise.ChildState;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/** Looks at the workers for those who decide how many there should be. Owned by the master loop. */
final class WorkerCensus {
    private final List<WorkerSlot> slots;
    private final Scoreboard board;

    WorkerCensus(List<WorkerSlot> slots, Scoreboard board) {
        this.slots = slots;
        this.board = board;
    }

    List<Slot> slots() {
        List<Slot> seen = new ArrayList<>(slots.size());
        for (WorkerSlot slot : slots) {
            seen.add(new Slot(slot.id, activity(slot), board.worker(slot.id).sum(CoreField.RUNNING_TIME)));
        }
        return seen;
    }

    private Activity activity(WorkerSlot slot) {
        if (slot.cheaped) {
            return slot.state instanceof ChildState.Down ? Activity.CHEAPED : Activity.AWAY;
        }
        if (slot.pid() == 0) {
            return Activity.AWAY;
        }
        return board.worker(slot.id).busy() ? Activity.BUSY : Activity.IDLE;
    }

    /** Returns the worker that has served longest among those that run no request; null when there is none. */
    @Nullable
    WorkerSlot oldestIdle() {
        WorkerSlot oldest = null;
        long oldestSpawn = Long.MAX_VALUE;
        for (WorkerSlot slot : slots) {
            if (!slot.cheaped
                    && !slot.replaced
                    && slot.state instanceof ChildState.Ready
                    && activity(slot) == Activity.IDLE) {
                long spawn = board.worker(slot.id).get(WorkerField.LAST_SPAWN);
                if (spawn < oldestSpawn) {
                    oldestSpawn = spawn;
                    oldest = slot;
                }
            }
        }
        return oldest;
    }

    /** Tells whether any worker runs a request. */
    boolean anyBusy() {
        for (WorkerSlot slot : slots) {
            if (slot.pid() != 0 && board.worker(slot.id).busy()) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether a worker that is meant to run does not serve yet. */
    boolean anyAwaited() {
        for (WorkerSlot slot : slots) {
            if (!slot.cheaped && !(slot.state instanceof ChildState.Ready)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether there are workers, but not one that is meant to run. */
    boolean allCheaped() {
        for (WorkerSlot slot : slots) {
            if (!slot.cheaped) {
                return false;
            }
        }
        return !slots.isEmpty();
    }

    /** Tells whether any worker may take a connection now. */
    boolean anyAccepting() {
        for (WorkerSlot slot : slots) {
            if (slot.pid() != 0 && board.worker(slot.id).get(WorkerField.ACCEPTING) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns how many requests the instance has finished. */
    long finishedRequests() {
        return board.totalRequests();
    }

    /** Returns how much resident memory all workers use together, in bytes. */
    long residentBytes() {
        long bytes = 0;
        for (WorkerSlot slot : slots) {
            if (slot.pid() != 0) {
                bytes += MemoryUse.of(slot.pid()).rss();
            }
        }
        return bytes;
    }
}
