package org.jwsgi.kernel.master;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.api.watch.RunningRequest;
import org.jwsgi.api.watch.Verdict;
import org.jwsgi.api.watch.WorkerSnapshot;
import org.jwsgi.api.watch.WorkerWatch;
import org.jwsgi.kernel.log.MemoryUse;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.supervise.BusyCores;
import org.jwsgi.kernel.supervise.ChildState;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/**
 * Has the watches look at every worker once a second and carries out what they say. Owned by the master loop.
 *
 * <p>Before a worker is killed for a late request it is asked to log what it does and to answer 504; it has some ticks for
 * that, since it may be slow on a busy machine. One that does not even do this is asked for the JVM's own thread dump, when
 * dumps are wanted, and then killed.
 */
final class WorkerInspection {
    private static final int TICKS_TO_ANSWER = 3;

    private final List<WorkerWatch> watches;
    private final WorkerPool pool;
    private final Scoreboard board;
    private final LongSupplier clock;
    private final long samplingMillis;
    private final Map<Integer, Execution> executions = new HashMap<>();
    private long lastSample;
    private int lastInquiry;

    /** A worker that is about to be killed. */
    private static final class Execution {
        final WorkerSlot slot;
        final int pid;
        final WorkerWatch watch;
        final boolean everything;
        final Map<Integer, List<String>> told = new HashMap<>();
        int ticks;
        boolean dumpAsked;

        Execution(WorkerSlot slot, WorkerWatch watch, boolean everything) {
            this.slot = slot;
            this.pid = slot.pid();
            this.watch = watch;
            this.everything = everything;
        }
    }

    WorkerInspection(List<WorkerWatch> watches, WorkerPool pool, Scoreboard board, LongSupplier clock) {
        this.watches = List.copyOf(watches);
        this.pool = pool;
        this.board = board;
        this.clock = clock;
        long least = 0;
        for (WorkerWatch watch : this.watches) {
            long interval = watch.memorySampling().toMillis();
            if (interval > 0 && (least == 0 || interval < least)) {
                least = interval;
            }
        }
        samplingMillis = least;
    }

    /** Inspects every worker. */
    void tick() {
        if (watches.isEmpty()) {
            return;
        }
        continueExecutions();
        boolean sample = samplingMillis > 0 && clock.getAsLong() - lastSample >= samplingMillis;
        if (sample) {
            lastSample = clock.getAsLong();
        }
        for (WorkerSlot slot : pool.processes()) {
            if (slot.pid() != 0 && !(slot.state instanceof ChildState.Starting)) {
                if (sample) {
                    sample(slot);
                }
                for (WorkerWatch watch : watches) {
                    if (!isDying(slot)) {
                        act(slot, watch, watch.inspect(snapshot(slot)));
                    }
                }
            }
        }
    }

    private void sample(WorkerSlot slot) {
        MemoryUse use = MemoryUse.of(slot.pid());
        Scoreboard.Worker worker = board.worker(slot.id, slot.row);
        worker.set(WorkerField.RSS, use.rss());
        worker.set(WorkerField.VSZ, use.vsz());
    }

    private WorkerSnapshot snapshot(WorkerSlot slot) {
        Scoreboard.Worker worker = board.worker(slot.id, slot.row);
        return new WorkerSnapshot(
                slot.id,
                slot.pid(),
                Scoreboard.now(),
                clock.getAsLong() - slot.spawnedAt,
                board.cores(),
                worker.get(WorkerField.ACCEPTING) != 0,
                slot.state instanceof ChildState.Stopping,
                worker.get(WorkerField.RSS),
                worker.get(WorkerField.VSZ),
                BusyCores.of(worker, board.cores()));
    }

    private boolean isDying(WorkerSlot slot) {
        return executions.values().stream().anyMatch(execution -> execution.slot == slot);
    }

    private void act(WorkerSlot slot, WorkerWatch watch, Verdict verdict) {
        switch (verdict) {
            case Verdict.Keep() -> {}
            case Verdict.Recycle(String line) -> {
                if (pool.mayRecycle(slot)) {
                    MasterMessages.line(line);
                    pool.recycle(slot, false);
                }
            }
            case Verdict.Kill(List<String> lines) -> {
                lines.forEach(MasterMessages::warning);
                Processes.kill(slot.pid(), Signals.KILL);
            }
            case Verdict.Interrupt(List<String> lines, List<LateRequest> late, boolean everything) -> {
                lines.forEach(MasterMessages::warning);
                slot.harakiriCounted = true;
                board.worker(slot.id).add(WorkerField.HARAKIRIS, late.size());
                tell(slot, new ControlMessage.Overdue(--lastInquiry, everything, true, false, late));
            }
            case Verdict.Replace(List<String> lines, List<LateRequest> late) -> {
                if (pool.mayRecycle(slot)) {
                    lines.forEach(MasterMessages::warning);
                    pool.recycle(slot, true);
                    tell(slot, new ControlMessage.Overdue(--lastInquiry, false, false, true, late));
                }
            }
            case Verdict.KillLate killing -> execute(slot, watch, killing);
        }
    }

    private static boolean tell(WorkerSlot slot, ControlMessage message) {
        return slot.channel != null && slot.channel.offer(message);
    }

    private void execute(WorkerSlot slot, WorkerWatch watch, Verdict.KillLate killing) {
        killing.lines().forEach(MasterMessages::warning);
        if (slot.executed) {
            Processes.kill(slot.pid(), Signals.KILL); // it takes its time to die, as in a system call
            return;
        }
        if (!slot.harakiriCounted) {
            slot.harakiriCounted = true;
            board.worker(slot.id).add(WorkerField.HARAKIRIS, 1);
        }
        Execution execution = new Execution(slot, watch, killing.everything());
        int inquiry = --lastInquiry;
        executions.put(inquiry, execution);
        if (!tell(slot, new ControlMessage.Overdue(inquiry, killing.everything(), false, true, killing.late()))) {
            executions.remove(inquiry);
            kill(execution, false);
        }
    }

    /** Takes what a worker says about its requests. */
    void answered(ControlMessage message) {
        switch (message) {
            case ControlMessage.RunningRequest(int inquiry, int core, List<String> vars) -> {
                Execution execution = executions.get(inquiry);
                if (execution != null) {
                    execution.told.put(core, vars);
                }
            }
            case ControlMessage.RequestsTold(int inquiry) -> {
                Execution execution = executions.remove(inquiry);
                if (execution != null) {
                    kill(execution, true);
                }
            }
            case ControlMessage.AppsLoaded ignored -> {}
            case ControlMessage.Accepting() -> {}
            case ControlMessage.Leaving() -> {}
            case ControlMessage.EndInstance() -> {}
            case ControlMessage.Waiting() -> {}
            case ControlMessage.Alarm ignored -> {}
            case ControlMessage.SignalRegistered ignored -> {}
            case ControlMessage.SignalRaised ignored -> {}
            case ControlMessage.SignalDone() -> {}
            case ControlMessage.HandleSignal ignored -> {}
            case ControlMessage.Pause() -> {}
            case ControlMessage.Resume() -> {}
            case ControlMessage.AskRequests ignored -> {}
            case ControlMessage.Retire ignored -> {}
            case ControlMessage.Leave() -> {}
            case ControlMessage.Overdue ignored -> {}
        }
    }

    private void continueExecutions() {
        for (Map.Entry<Integer, Execution> entry : List.copyOf(executions.entrySet())) {
            Execution execution = entry.getValue();
            boolean there = execution.slot.pid() == execution.pid;
            if (there && ++execution.ticks < TICKS_TO_ANSWER) {
                continue;
            }
            if (there && execution.everything && !execution.dumpAsked) {
                execution.dumpAsked = true;
                Processes.kill(execution.pid, Signals.QUIT);
            } else {
                executions.remove(entry.getKey());
                kill(execution, false);
            }
        }
    }

    private void kill(Execution execution, boolean answered) {
        WorkerSlot slot = execution.slot;
        if (slot.pid() != execution.pid) {
            return; // it has ended by itself meanwhile
        }
        if (!answered) {
            MasterMessages.noAnswer(slot.id, slot.pid());
        }
        WorkerSnapshot snapshot = snapshot(slot);
        List<RunningRequest> running = new ArrayList<>();
        for (WorkerSnapshot.BusyCore core : snapshot.busy()) {
            running.add(new RunningRequest(
                    core.core(), core.startMicros(), execution.told.getOrDefault(core.core(), List.of())));
        }
        execution.watch.lastWords(snapshot, running).forEach(MasterMessages::warning);
        slot.executed = true;
        Processes.kill(slot.pid(), Signals.KILL);
    }
}
