package org.jwsgi.plugins.harakiri;

import java.util.List;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.api.watch.WorkerSnapshot;

/** The lines of a master. */
record MasterLines() implements HarakiriLines {
    @Override
    public List<String> killing(WorkerSnapshot worker, int attempt) {
        return List.of(
                "*** HARAKIRI ON WORKER " + worker.id() + " (pid: " + worker.pid() + ", try: " + attempt + ") ***");
    }

    @Override
    public String replacing(WorkerSnapshot worker, List<LateRequest> late) {
        return "*** HARAKIRI ON WORKER " + worker.id() + " (pid: " + worker.pid() + ", core "
                + HarakiriLines.cores(late)
                + " does not yield): it is replaced, finishes its other requests and is killed then ***";
    }
}
