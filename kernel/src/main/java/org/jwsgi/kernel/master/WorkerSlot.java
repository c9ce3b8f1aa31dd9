package org.jwsgi.kernel.master;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.supervise.ChildState;
import org.jwsgi.kernel.supervise.ControlChannel;
import org.jwsgi.kernel.supervise.ControlMessage;

/** The master's view of one worker. Owned by the master loop, except {@link #apps}, which any thread may read. */
final class WorkerSlot {
    final int id;
    ChildState state = new ChildState.Down();

    @Nullable
    ControlChannel channel;

    boolean spawnedBefore;
    boolean cheaped;

    /** Whether it was told to end at once and its death counts as one, although a successor follows. */
    boolean struck;

    volatile List<ControlMessage.App> apps = List.of();

    WorkerSlot(int id) {
        this.id = id;
    }

    /** Returns its pid, 0 when it does not run. */
    int pid() {
        return state.runningPid();
    }
}
