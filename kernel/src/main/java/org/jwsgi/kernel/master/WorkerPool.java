package org.jwsgi.kernel.master;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.ChildAction;
import org.jwsgi.kernel.supervise.ChildDescriptors;
import org.jwsgi.kernel.supervise.ChildEvent;
import org.jwsgi.kernel.supervise.ChildPolicy;
import org.jwsgi.kernel.supervise.ChildProcess;
import org.jwsgi.kernel.supervise.ChildState;
import org.jwsgi.kernel.supervise.ControlChannel;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.RespawnThrottle;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/**
 * The workers: carries out what {@link ChildProcess} decides for each of them. Owned by the master loop.
 *
 * <p>A worker that is to be recycled goes on until a successor accepts connections: then the successor takes its slot,
 * and it finishes its requests among the {@link #leaving} ones. So no connection waits for a JVM to start. One successor
 * starts at a time, because each is a worker more than was configured and needs its memory.
 *
 * <p>How many workers there are is decided by {@link PoolSize} and {@link CheapMode}.
 */
final class WorkerPool {
    private static final long SUCCESSOR_RETRY_MILLIS = 10_000;

    private final MasterSetup setup;
    private final EventLoop loop;
    private final Scoreboard board;
    private final Observer observer;
    private final LongSupplier clock;
    private final ChildPolicy policy;
    private final RespawnThrottle throttle;
    private final List<WorkerSlot> slots = new CopyOnWriteArrayList<>(); // services read it, too
    private final List<WorkerSlot> leaving = new ArrayList<>();
    private final int boardFd;
    private final int payloadFd;
    private Optional<Identity> childIdentity;
    private boolean paused;
    private boolean starting; // a worker that cannot be started now ends the instance's start

    /** What the master wants to know. All methods are called on the master loop. */
    interface Observer {
        /** Tells whether the instance ends or reloads, so that dead workers are just buried. */
        boolean ending();

        /** A worker could not load an app, and the instance must not live without. */
        void appFailed();

        /**
         * A successor has ended before it served.
         *
         * @param slot whose successor it was
         * @param pid the pid that it had
         * @return whether another one is to be tried
         */
        boolean successorFailed(WorkerSlot slot, int pid);

        /** A worker tells that the instance cannot live on. */
        void endAsked();

        /** A worker asks for a brutal reload of the instance. */
        void reloadAsked();

        /** A worker has spoken. */
        void message(WorkerSlot slot, ControlMessage message);

        /** A worker accepts connections. */
        void accepting(WorkerSlot slot);

        /** A worker was started. */
        void spawned(WorkerSlot slot, int pid, boolean again);

        /** A worker has ended. */
        void ended(WorkerSlot slot, ChildAction.Mourn mourn);
    }

    WorkerPool(MasterSetup setup, EventLoop loop, ScoreboardFile file, Observer observer, LongSupplier clock) {
        this.setup = setup;
        this.loop = loop;
        this.board = file.board();
        this.boardFd = file.fd();
        this.observer = observer;
        this.clock = clock;
        this.childIdentity = setup.identity();
        ProcessOptions options = setup.options();
        policy = new ChildPolicy(
                Signals.HUP,
                Signals.INT,
                options.workerReloadMercy().toMillis(),
                options.needApp()
                        ? Set.of(ExitCode.CHEAP.code(), ExitCode.BRUTAL_RELOAD.code(), ExitCode.FAILED_APP.code())
                        : Set.of(ExitCode.CHEAP.code(), ExitCode.BRUTAL_RELOAD.code()),
                true);
        throttle = new RespawnThrottle(
                options.checkInterval().toSeconds(),
                setup.instance().workers(),
                options.forkbombDelay().toMillis());
        payloadFd = Memory.createWith("jwsgi-config", setup.launch().payload());
        for (int id = 1; id <= setup.instance().workers(); id++) {
            slots.add(new WorkerSlot(id));
        }
    }

    /**
     * A scoreboard and the descriptor that workers inherit.
     *
     * @param board the scoreboard
     * @param fd its memory file
     */
    record ScoreboardFile(Scoreboard board, int fd) {}

    List<WorkerSlot> slots() {
        return slots;
    }

    /** Returns every process of the pool: the workers, those that finish their last requests, and successors. */
    List<WorkerSlot> processes() {
        List<WorkerSlot> all = new ArrayList<>(slots);
        for (WorkerSlot slot : slots) {
            if (slot.successor != null) {
                all.add(slot.successor);
            }
        }
        all.addAll(leaving);
        return all;
    }

    /** Tells whether a slot has its number, or finishes its last requests while another one has. */
    boolean isCurrent(WorkerSlot slot) {
        return slots.contains(slot);
    }

    /** Tells whether a worker serves and is not being replaced yet. */
    boolean mayRecycle(WorkerSlot slot) {
        return !slot.replaced && !observer.ending() && slot.state instanceof ChildState.Ready && isCurrent(slot);
    }

    /**
     * Replaces a worker in good order, if it may be.
     *
     * @param atOnce whether its successor may start beside another one
     */
    void recycle(WorkerSlot slot, boolean atOnce) {
        if (mayRecycle(slot)) {
            slot.replaced = true;
            if (atOnce) {
                beginSuccession(slot);
            } else {
                continueSuccessions();
            }
        }
    }

    /** Replaces a worker that serves, in good order and now, whatever was planned for it. */
    void succeed(WorkerSlot slot) {
        slot.replaced = true;
        slot.ordered = true;
        slot.successorNotBefore = 0;
        beginSuccession(slot);
    }

    /** Tells whether a process finishes its last requests while its successor serves. */
    boolean isLeaving(int pid) {
        return leaving.stream().anyMatch(slot -> slot.pid() == pid);
    }

    private void continueSuccessions() {
        for (WorkerSlot slot : slots) {
            if (slot.successor != null && !(slot.successor.state instanceof ChildState.Down)) {
                return;
            }
        }
        for (WorkerSlot slot : slots) {
            if (slot.replaced && clock.getAsLong() >= slot.successorNotBefore && beginSuccession(slot)) {
                return;
            }
        }
    }

    /** Starts a successor, unless a predecessor still uses the other row; then a later tick does. */
    private boolean beginSuccession(WorkerSlot slot) {
        for (WorkerSlot old : leaving) {
            if (old.id == slot.id) {
                return false;
            }
        }
        WorkerSlot successor = new WorkerSlot(slot.id);
        successor.row = 1 - slot.row;
        successor.spawnedBefore = true;
        slot.successor = successor;
        handle(successor, new ChildEvent.Wanted());
        return true;
    }

    /** The successor accepts connections, or its predecessor has died: it has the slot from now on. */
    private void promote(WorkerSlot slot, WorkerSlot successor) {
        slot.successor = null;
        slots.set(slots.indexOf(slot), successor);
        board.worker(slot.id, 0).set(WorkerField.CURRENT_ROW, successor.row);
        if (slot.pid() != 0) {
            leaving.add(slot);
            if (slot.ordered || slot.channel == null || !slot.channel.offer(new ControlMessage.Leave())) {
                handle(slot, new ChildEvent.Stop(true, false));
            } else {
                handle(slot, new ChildEvent.Leaving());
                handle(slot, new ChildEvent.Stop(true, false));
            }
        }
    }

    private void abandon(WorkerSlot slot, WorkerSlot successor, int pid) {
        slot.successor = null;
        slot.ordered = false;
        successor.state = new ChildState.Down();
        slot.replaced = observer.successorFailed(slot, pid) || slot.tired; // it asks but once
        if (slot.replaced) {
            slot.successorNotBefore = clock.getAsLong() + SUCCESSOR_RETRY_MILLIS;
            MasterMessages.successorFailed(slot.id, pid, SUCCESSOR_RETRY_MILLIS / 1000);
        }
    }

    /**
     * Starts every worker for the first time, except those that are cheaped.
     *
     * @throws PosixException when one cannot be started
     */
    void start() {
        starting = true;
        try {
            restoreMissing();
        } finally {
            starting = false;
        }
    }

    /**
     * Leaves a slot without a worker until {@link #wake}. A worker that serves finishes its requests first; it learns of
     * it through its channel, because a signal would have it tell that it reloads.
     */
    void cheap(WorkerSlot slot) {
        slot.cheaped = true;
        slot.replaced = false;
        board.worker(slot.id).set(WorkerField.CHEAPED, 1);
        WorkerSlot successor = slot.successor;
        if (successor != null) {
            slot.successor = null;
            leaving.add(successor);
            handle(successor, new ChildEvent.Stop(true, false));
        }
        if (slot.state instanceof ChildState.Ready
                && slot.channel != null
                && slot.channel.offer(new ControlMessage.Leave())) {
            handle(slot, new ChildEvent.Leaving());
        }
        handle(slot, new ChildEvent.Stop(true, false));
    }

    /** Gives a cheaped slot a worker again; when the one before has not ended yet, as soon as it has. */
    void wake(WorkerSlot slot) {
        slot.cheaped = false;
        slot.called = true;
        board.worker(slot.id).set(WorkerField.CHEAPED, 0);
        handle(slot, new ChildEvent.Wanted());
    }

    /** Tells that the master itself is the children's identity by now. */
    void privilegesDropped() {
        childIdentity = Optional.empty();
    }

    /** Asks every worker to end. */
    void stop(boolean gracefully, boolean again) {
        for (WorkerSlot slot : slots) {
            WorkerSlot successor = slot.successor;
            slot.replaced = false;
            if (successor != null) {
                slot.successor = null;
                leaving.add(successor);
                handle(successor, new ChildEvent.Stop(gracefully, false));
            }
            handle(slot, new ChildEvent.Stop(gracefully, again));
        }
        for (WorkerSlot old : leaving) {
            handle(old, new ChildEvent.Stop(gracefully, false));
        }
        bury();
    }

    private void bury() {
        leaving.removeIf(old -> old.state instanceof ChildState.Down);
    }

    /** Replaces a worker. */
    void replace(WorkerSlot slot, boolean gracefully) {
        if (!gracefully && slot.pid() != 0) {
            MasterMessages.killing(slot.id, slot.pid());
            slot.struck = true;
        }
        handle(slot, new ChildEvent.Stop(gracefully, true));
    }

    /** Replaces every worker that runs and is not on its way to end already. */
    void replaceAll(boolean gracefully) {
        for (WorkerSlot slot : slots) {
            if (!(slot.state instanceof ChildState.Stopping stopping) || !gracefully && stopping.again()) {
                replace(slot, gracefully);
            }
        }
    }

    /** Starts the workers that are down for no reason that lasts. */
    void restoreMissing() {
        for (WorkerSlot slot : slots) {
            if (!slot.cheaped) {
                handle(slot, new ChildEvent.Wanted());
            }
        }
    }

    /** Kills every worker that runs. */
    void kill() {
        for (WorkerSlot slot : processes()) {
            if (slot.pid() != 0) {
                Processes.kill(slot.pid(), Signals.KILL);
            }
        }
    }

    /** Kills every worker and waits for its end, without a line in the log; for a start that failed. */
    void destroy() {
        kill();
        for (WorkerSlot slot : processes()) {
            if (slot.pid() != 0) {
                Processes.await(slot.pid());
            }
        }
    }

    /** Suspends or resumes every worker, and those that start later. */
    void pause(boolean pause) {
        paused = pause;
        for (WorkerSlot slot : processes()) {
            if (slot.channel != null) {
                slot.channel.offer(pause ? new ControlMessage.Pause() : new ControlMessage.Resume());
            }
        }
    }

    boolean allDown() {
        return leaving.isEmpty() && slots.stream().allMatch(slot -> slot.state instanceof ChildState.Down);
    }

    boolean allReady() {
        return slots.stream().allMatch(slot -> slot.cheaped || slot.state instanceof ChildState.Ready);
    }

    /** Lets time pass. */
    void tick() {
        reap();
        for (WorkerSlot slot : processes()) {
            handle(slot, new ChildEvent.Tick());
        }
        if (!observer.ending()) {
            continueSuccessions();
        }
    }

    /** Collects workers that have ended. What a worker said before its end is heard first. */
    void reap() {
        for (WorkerSlot slot : processes()) {
            int pid = slot.pid();
            Optional<ExitStatus> status = pid == 0 ? Optional.empty() : Processes.reap(pid);
            status.ifPresent(ended -> {
                hear(slot);
                closeChannel(slot);
                Scoreboard.Worker worker = board.worker(slot.id, slot.row);
                worker.set(WorkerField.PID, 0);
                worker.set(WorkerField.ACCEPTING, 0);
                worker.set(WorkerField.READY, 0);
                forgetRequests(worker);
                ended(slot, pid, ended);
            });
        }
        bury();
    }

    private void ended(WorkerSlot slot, int pid, ExitStatus status) {
        WorkerSlot successor = slot.successor;
        if (successor != null) {
            // The successor is the respawn.
            for (ChildAction action : ChildProcess.next(
                            slot.state, new ChildEvent.Ended(status), policy, clock.getAsLong())
                    .actions()) {
                if (action instanceof ChildAction.Mourn mourn) {
                    mourn(slot, mourn);
                    observer.ended(slot, mourn);
                }
            }
            slot.state = new ChildState.Down();
            promote(slot, successor);
            return;
        }
        for (WorkerSlot predecessor : slots) {
            if (predecessor.successor == slot && slot.state instanceof ChildState.Starting) {
                abandon(predecessor, slot, pid);
                return;
            }
        }
        slot.replaced = false;
        slot.successorNotBefore = 0;
        handle(slot, new ChildEvent.Ended(status));
    }

    private void forgetRequests(Scoreboard.Worker worker) {
        for (int core = 0; core < board.cores(); core++) {
            Scoreboard.Core row = worker.core(core);
            row.set(CoreField.DEADLINE, 0);
            row.set(CoreField.USER_DEADLINE, 0);
            row.set(CoreField.REQUEST_START, 0);
        }
    }

    /** A worker that accepts, but whose word of it is still on its way, has requests to finish and must not be killed. */
    private void hastenWord(WorkerSlot slot, ChildEvent event) {
        if (event instanceof ChildEvent.Stop
                && slot.state instanceof ChildState.Starting
                && slot.pid() != 0
                && board.worker(slot.id, slot.row).get(WorkerField.ACCEPTING) != 0) {
            handle(slot, new ChildEvent.Announced());
        }
    }

    private void handle(WorkerSlot slot, ChildEvent event) {
        hastenWord(slot, event);
        var transition = ChildProcess.next(slot.state, event, policy, clock.getAsLong());
        slot.state = transition.state();
        for (ChildAction action : transition.actions()) {
            switch (action) {
                case ChildAction.Launch() -> launch(slot);
                case ChildAction.Signal(int pid, int number) -> Processes.kill(pid, number);
                case ChildAction.NoMercy(int pid) -> {
                    MasterMessages.noMercy(slot.id, pid);
                    Processes.kill(pid, Signals.KILL);
                }
                case ChildAction.Mourn mourn -> {
                    mourn(slot, mourn);
                    observer.ended(slot, mourn);
                }
            }
        }
    }

    private void launch(WorkerSlot slot) {
        boolean called = slot.called; // a worker that is called for has not died, so it is none that dies too fast
        slot.called = false;
        if (slot.spawnedBefore
                && !called
                && throttle.judge(clock.getAsLong())
                        instanceof RespawnThrottle.Verdict.Hold(long until, boolean begins)) {
            if (begins) {
                MasterMessages.respawningTooFast(setup.options().forkbombDelay().toSeconds());
            }
            handle(slot, new ChildEvent.Held(until));
            return;
        }
        try {
            int pid = spawn(slot);
            slot.spawnTrouble.over();
            handle(slot, new ChildEvent.Spawned(pid));
            if (slot.spawnedBefore) {
                MasterMessages.workerRespawned(slot.id, pid);
            } else {
                MasterMessages.workerSpawned(slot.id, pid, board.cores());
            }
            boolean again = slot.spawnedBefore;
            slot.spawnedBefore = true;
            observer.spawned(slot, pid, again);
        } catch (PosixException e) {
            if (starting) {
                handle(slot, new ChildEvent.Held(clock.getAsLong()));
                throw e;
            }
            long delay = slot.spawnTrouble.failed(e);
            handle(slot, new ChildEvent.Held(clock.getAsLong() + delay));
        }
    }

    private int spawn(WorkerSlot slot) {
        prepareScoreboard(slot);
        slot.cheaped = false;
        slot.struck = false;
        slot.tired = false;
        slot.apps = List.of();
        Descriptors.Pair pair = Descriptors.packetPair();
        ControlChannel channel = new ControlChannel(pair.first());
        try {
            List<String> command = new ArrayList<>(setup.launch().command());
            command.add(Integer.toString(slot.id));
            List<Integer> descriptors = ChildDescriptors.ordered(
                    pair.second(),
                    boardFd,
                    payloadFd,
                    setup.listeners().stream().map(Listener::fd).toList());
            int pid = LaunchThread.spawn(
                    WorkerShape.of(
                            slot.id, directory(), childIdentity, setup.launch().privileges()),
                    new SpawnRequest(command, setup.launch().environment().get(), descriptors));
            board.worker(slot.id, slot.row).set(WorkerField.PID, pid);
            slot.spawnedAt = clock.getAsLong();
            slot.executed = false;
            slot.harakiriCounted = false;
            slot.channel = channel;
            loop.watch(channel.fd(), () -> hear(slot));
            if (paused) {
                channel.offer(new ControlMessage.Pause());
            }
            return pid;
        } catch (PosixException e) {
            channel.close();
            throw e;
        } finally {
            Descriptors.close(pair.second());
        }
    }

    /**
     * Returns where a worker is to start when the master's own directory was removed, as a release that was replaced: what the
     * configured path leads to by now.
     */
    private Optional<Path> directory() {
        if (Processes.hasWorkingDirectory()) {
            return Optional.empty();
        }
        Path start = setup.instance().startDirectory();
        Path wanted = setup.options().chdir().map(start::resolve).orElse(start);
        if (Files.isDirectory(wanted)) {
            return Optional.of(wanted);
        }
        MasterMessages.directoryGone(wanted);
        return Optional.of(Path.of("/"));
    }

    private void prepareScoreboard(WorkerSlot slot) {
        Scoreboard.Worker worker = board.worker(slot.id, slot.row);
        worker.set(WorkerField.NEXT_ROW, slot.row);
        if (isCurrent(slot)) {
            worker.set(WorkerField.CURRENT_ROW, slot.row);
        }
        worker.set(WorkerField.ACCEPTING, 0);
        worker.set(WorkerField.READY, 0);
        worker.set(WorkerField.SUSPENDED, 0);
        worker.set(WorkerField.CHEAPED, 0);
        worker.set(WorkerField.RSS, 0);
        worker.set(WorkerField.VSZ, 0);
        worker.set(WorkerField.APPS, 0);
        worker.add(WorkerField.RESPAWNS, 1);
        worker.set(WorkerField.LAST_SPAWN, System.currentTimeMillis() / 1000);
        worker.set(WorkerField.REQUESTS_AT_SPAWN, worker.sumOfRow(CoreField.REQUESTS));
        forgetRequests(worker);
    }

    private void hear(WorkerSlot slot) {
        ControlChannel channel = slot.channel;
        if (channel != null && !channel.receive(message -> understand(slot, message))) {
            closeChannel(slot);
        }
    }

    private void understand(WorkerSlot slot, ControlMessage message) {
        switch (message) {
            case ControlMessage.AppsLoaded(List<ControlMessage.App> apps) -> slot.apps = apps;
            case ControlMessage.Accepting() -> {
                board.worker(slot.id, slot.row).set(WorkerField.READY, 1);
                handle(slot, new ChildEvent.Announced());
                takeOver(slot);
                observer.accepting(slot);
            }
            case ControlMessage.Leaving() -> handle(slot, new ChildEvent.Leaving());
            case ControlMessage.Retire(boolean stopped) -> {
                slot.tired = true;
                recycle(slot, stopped);
            }
            case ControlMessage.Leave() -> observer.message(slot, message);
            case ControlMessage.Overdue ignored -> observer.message(slot, message);
            case ControlMessage.EndInstance() -> {
                if (isCurrent(slot)) { // a successor ends alone, and the worker that it should have replaced goes on
                    observer.endAsked();
                }
            }
            case ControlMessage.Waiting() -> observer.message(slot, message);
            case ControlMessage.Alarm ignored -> observer.message(slot, message);
            case ControlMessage.SignalRegistered ignored -> observer.message(slot, message);
            case ControlMessage.SignalRaised ignored -> observer.message(slot, message);
            case ControlMessage.SignalDone() -> observer.message(slot, message);
            case ControlMessage.HandleSignal ignored -> observer.message(slot, message);
            case ControlMessage.RunningRequest ignored -> observer.message(slot, message);
            case ControlMessage.RequestsTold ignored -> observer.message(slot, message);
            case ControlMessage.Pause() -> observer.message(slot, message);
            case ControlMessage.Resume() -> observer.message(slot, message);
            case ControlMessage.AskRequests ignored -> observer.message(slot, message);
        }
    }

    private void takeOver(WorkerSlot successor) {
        for (WorkerSlot slot : slots) {
            if (slot.successor == successor) {
                promote(slot, successor);
                return;
            }
        }
    }

    private void closeChannel(WorkerSlot slot) {
        if (slot.channel != null) {
            loop.forget(slot.channel.fd());
            slot.channel.close();
            slot.channel = null;
        }
    }

    private void mourn(WorkerSlot slot, ChildAction.Mourn mourn) {
        int code = mourn.status() instanceof ExitStatus.Exited(int exited) ? exited : -1;
        if (code == ExitCode.FAILED_APP.code()) {
            boolean last = setup.options().needApp() && isCurrent(slot);
            MasterMessages.failedApp(slot.id, mourn.pid(), last);
            if (last) {
                observer.appFailed();
                return;
            }
        }
        if (observer.ending()) {
            MasterMessages.buried(slot.id, (clock.getAsLong() - mourn.stoppedSince()) / 1000);
        } else if (code == ExitCode.OUT_OF_MEMORY.code()) {
            MasterMessages.outOfMemory(slot.id, mourn.pid());
        } else if (code == ExitCode.DE_HIJACKED.code()) {
            MasterMessages.restoring(slot.id, mourn.pid());
        } else if (code == ExitCode.EXCEPTION.code()) {
            MasterMessages.monitoredException(slot.id, mourn.pid());
        } else if (code == ExitCode.BRUTAL_RELOAD.code()) {
            MasterMessages.inconsistent(slot.id, mourn.pid());
            observer.reloadAsked();
        } else if (code == ExitCode.CHEAP.code() && isCurrent(slot) && slot.successor == null) {
            MasterMessages.askedForCheap(slot.id, mourn.pid());
            slot.cheaped = true;
            board.worker(slot.id).set(WorkerField.CHEAPED, 1);
        } else if (code != ExitCode.QUIET.code()) {
            if (mourn.expected() && !slot.struck) {
                MasterMessages.ended(slot.id, mourn.pid(), mourn.status());
            } else {
                MasterMessages.died(slot.id, mourn.pid(), mourn.status());
            }
        }
        if (slot.cheaped && !observer.ending()) {
            MasterMessages.cheaped(slot.id);
        }
    }
}
