package org.jwsgi.kernel.master;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.supervise.ChildState;
import org.jwsgi.kernel.supervise.ControlChannel;
import org.jwsgi.kernel.supervise.ControlMessage;

/**
 * The master's view of one worker process and of those that follow it. Owned by the master loop, except {@link #apps},
 * which any thread may read. While a worker is being replaced by a {@link #successor} there are two such objects with one
 * number, each with a row of the scoreboard of its own.
 */
final class WorkerSlot {
    final int id;
    ChildState state = new ChildState.Down();

    @Nullable
    ControlChannel channel;

    boolean spawnedBefore;

    /** Its row on the scoreboard. */
    int row;

    /** Who takes over as soon as it accepts connections. */
    @Nullable
    WorkerSlot successor;

    /** Whether this worker waits for a successor, which may not have been started yet. */
    boolean replaced;

    /** Whether it has asked for a successor itself. */
    boolean tired;

    /** Whether it is replaced by an order: then it is told by a signal, as by any other order to end. */
    boolean ordered;

    /** When a successor may be started, after one that failed. */
    long successorNotBefore;

    /** When the process was spawned. */
    long spawnedAt;

    /** Whether the process was killed for a late request. */
    boolean executed;

    /** Whether its late requests have been counted. */
    boolean harakiriCounted;

    boolean cheaped;

    /** Whether its next start is due to demand, not to a death. */
    boolean called;

    /** Whether it was told to end at once and its death counts as one, although a successor follows. */
    boolean struck;

    final SpawnTrouble spawnTrouble;

    volatile List<ControlMessage.App> apps = List.of();

    WorkerSlot(int id) {
        this.id = id;
        this.spawnTrouble = new SpawnTrouble(id);
    }

    /** Returns its pid, 0 when it does not run. */
    int pid() {
        return state.runningPid();
    }
}
