package org.jwsgi.kernel.master;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;

/** What SIGUSR1 writes to the log, in uWSGI's layout. Runs in: MASTER. */
final class CounterReport {
    private static final String RULE = "-----------------";

    private CounterReport() {}

    static List<String> instance(Scoreboard board, List<WorkerSlot> workers, List<String> configuration) {
        List<String> lines = new ArrayList<>(configuration);
        long total = 0;
        for (WorkerSlot slot : workers) {
            total += board.worker(slot.id).sum(CoreField.REQUESTS);
        }
        lines.add("\tworkers total requests: " + total);
        lines.add(RULE);
        for (WorkerSlot slot : workers) {
            int app = 0;
            for (ControlMessage.App loaded : slot.apps) {
                if (app < board.apps()) {
                    Scoreboard.Worker worker = board.worker(slot.id);
                    lines.add("\tworker " + slot.id + " app " + app + " [" + loaded.mountpoint() + "] requests: "
                            + worker.appRequests(app) + " exceptions: " + worker.appExceptions(app));
                }
                app++;
            }
            lines.add(RULE);
        }
        return lines;
    }
}
