package org.jwsgi.plugins.harakiri;

import java.util.List;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.api.watch.WorkerSnapshot;

/** The lines of a process without a master. */
record SoleLines() implements HarakiriLines {
    private static final String ADVICE =
            "*** if you want your workers to be automatically respawned consider enabling the jwsgi master process ***";

    @Override
    public List<String> killing(WorkerSnapshot worker, int attempt) {
        return List.of(
                "HARAKIRI !!! i must kill myself (pid: " + worker.pid() + " app_id: " + app(worker) + ")...", ADVICE);
    }

    private static int app(WorkerSnapshot worker) {
        List<LateRequest> late = worker.late();
        for (WorkerSnapshot.BusyCore core : worker.busy()) {
            if (late.contains(core.request())) {
                return core.app();
            }
        }
        return -1;
    }

    @Override
    public String replacing(WorkerSnapshot worker, List<LateRequest> late) {
        return "*** HARAKIRI: core " + HarakiriLines.cores(late)
                + " does not yield: this process finishes its other requests and ends ***";
    }
}
