package org.jwsgi.plugins.harakiri;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.api.watch.RunningRequest;
import org.jwsgi.api.watch.WorkerSnapshot;

/** What the log says; it differs between a master, which kills workers, and a process that ends itself. */
interface HarakiriLines {
    /** Returns the lines when a worker is killed, for the first or another time. */
    List<String> killing(WorkerSnapshot worker, int attempt);

    /** Returns the lines just before the kill. The blocks' first and last lines are uWSGI's. */
    default List<String> status(WorkerSnapshot worker, List<RunningRequest> running) {
        List<String> lines = new ArrayList<>(running.size() + 2);
        lines.add("HARAKIRI !!! worker " + worker.id() + " status !!!");
        for (RunningRequest request : running) {
            lines.add("HARAKIRI [core " + request.core() + "] " + described(request) + " since "
                    + request.startMicros() / 1_000_000);
        }
        lines.add("HARAKIRI !!! end of worker " + worker.id() + " status !!!");
        return lines;
    }

    private static String described(RunningRequest request) {
        if (request.vars().isEmpty()) {
            return "(the worker does not tell)";
        }
        return request.var("REMOTE_ADDR") + " - " + request.var("REQUEST_METHOD") + " " + request.var("REQUEST_URI");
    }

    /** Returns the line when requests are interrupted. */
    default String interrupting(WorkerSnapshot worker, List<LateRequest> late) {
        return "*** HARAKIRI ON WORKER " + worker.id() + " (pid: " + worker.pid() + ", interrupting core " + cores(late)
                + ") ***";
    }

    /** Returns the line when a worker is replaced. */
    String replacing(WorkerSnapshot worker, List<LateRequest> late);

    /** Returns the numbers of cores for people. */
    static String cores(List<LateRequest> late) {
        StringBuilder text = new StringBuilder();
        for (LateRequest request : late) {
            text.append(text.isEmpty() ? "" : ", ").append(request.core());
        }
        return text.toString();
    }
}
