package org.jwsgi.kernel.supervise;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.watch.WorkerSnapshot;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;

/** Reads from the scoreboard what a worker's cores run, as watches see it. Safe on any thread. */
public final class BusyCores {
    private BusyCores() {}

    /** Returns the cores that run a request, with the earlier one of its two deadlines. */
    public static List<WorkerSnapshot.BusyCore> of(Scoreboard.Worker worker, int cores) {
        List<WorkerSnapshot.BusyCore> busy = new ArrayList<>();
        for (int number = 0; number < cores; number++) {
            Scoreboard.Core core = worker.core(number);
            long start = core.get(CoreField.REQUEST_START);
            if (start != 0) {
                long deadline = earlier(core.get(CoreField.DEADLINE), core.get(CoreField.USER_DEADLINE));
                int app = (int) core.get(CoreField.APP) - 1;
                if (core.get(CoreField.REQUEST_START) == start) { // otherwise the deadlines are another request's
                    busy.add(new WorkerSnapshot.BusyCore(number, start, deadline, app));
                }
            }
        }
        return busy;
    }

    private static long earlier(long one, long other) {
        if (one == 0 || other == 0) {
            return Math.max(one, other);
        }
        return Math.min(one, other);
    }
}
