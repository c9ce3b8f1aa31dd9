package org.jwsgi.kernel.worker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.api.watch.RunningRequest;
import org.jwsgi.api.watch.Verdict;
import org.jwsgi.api.watch.WorkerSnapshot;
import org.jwsgi.api.watch.WorkerWatch;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.log.MemoryUse;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.supervise.BusyCores;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/**
 * Has the watches look at the sole process and carries out what they say, as far as there is no successor: where a master
 * would kill or replace a worker, the process ends with code 0. Owned by the control thread.
 */
final class SoleInspection {
    private static final int WORKER = 1;

    private final List<WorkerWatch> watches;
    private final Scoreboard board;
    private final ServingLoop serving;
    private final long bornAt = Scoreboard.now();
    private final int pid = Processes.pid();
    private boolean leaving;

    SoleInspection(List<WorkerWatch> watches, Scoreboard board, ServingLoop serving) {
        this.watches = List.copyOf(watches);
        this.board = board;
        this.serving = serving;
    }

    void tick() {
        Traffic traffic = serving.traffic();
        if (traffic == null) {
            return;
        }
        for (WorkerWatch watch : watches) {
            if (!watch.memorySampling().isZero()) {
                MemoryUse use = MemoryUse.now();
                board.worker(WORKER).set(WorkerField.RSS, use.rss());
                board.worker(WORKER).set(WorkerField.VSZ, use.vsz());
            }
            act(traffic, watch, watch.inspect(snapshot()));
        }
    }

    private WorkerSnapshot snapshot() {
        Scoreboard.Worker worker = board.worker(WORKER);
        long now = Scoreboard.now();
        return new WorkerSnapshot(
                WORKER,
                pid,
                now,
                now - bornAt,
                board.cores(),
                worker.get(WorkerField.ACCEPTING) != 0,
                leaving,
                worker.get(WorkerField.RSS),
                worker.get(WorkerField.VSZ),
                BusyCores.of(worker, board.cores()));
    }

    private void act(Traffic traffic, WorkerWatch watch, Verdict verdict) {
        switch (verdict) {
            case Verdict.Keep() -> {}
            case Verdict.Recycle(String line) -> {
                if (!leaving) {
                    WorkerMessages.line(line);
                    leave();
                }
            }
            case Verdict.Kill(List<String> lines) -> {
                lines.forEach(WorkerMessages::line);
                serving.endNow(ExitCode.OK.code());
            }
            case Verdict.Interrupt(List<String> lines, List<LateRequest> late, boolean everything) -> {
                lines.forEach(WorkerMessages::line);
                board.worker(WORKER).add(WorkerField.HARAKIRIS, late.size());
                traffic.overdue(new ControlMessage.Overdue(0, everything, true, false, late));
            }
            case Verdict.Replace(List<String> lines, List<LateRequest> late) -> {
                if (!leaving) {
                    lines.forEach(WorkerMessages::line);
                    traffic.overdue(new ControlMessage.Overdue(0, false, false, true, late));
                    leave();
                }
            }
            case Verdict.KillLate(List<String> lines, List<LateRequest> late, boolean everything) -> {
                lines.forEach(WorkerMessages::line);
                traffic.overdue(new ControlMessage.Overdue(0, everything, false, true, late));
                watch.lastWords(snapshot(), running(traffic)).forEach(WorkerMessages::line);
                serving.endNow(ExitCode.OK.code());
            }
        }
    }

    private void leave() {
        leaving = true;
        WorkerMessages.workDone(pid);
        serving.endGracefully(ExitCode.OK.code());
    }

    private List<RunningRequest> running(Traffic traffic) {
        List<RunningRequest> running = new ArrayList<>();
        List<Traffic.Activity> told = traffic.activity();
        for (WorkerSnapshot.BusyCore core : snapshot().busy()) {
            Traffic.@Nullable Activity known = null;
            for (Traffic.Activity activity : told) {
                known = activity.core() == core.core() ? activity : known;
            }
            running.add(new RunningRequest(core.core(), core.startMicros(), known == null ? List.of() : known.vars()));
        }
        return running;
    }
}
