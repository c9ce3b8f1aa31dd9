package org.jwsgi.kernel.master;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.hook.HookFailure;
import org.jwsgi.kernel.hook.HookPhase;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.jwsgi.kernel.supervise.ChildAction;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Daemonizer;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.LifeLines;
import org.jwsgi.kernel.supervise.OrphanReaper;
import org.jwsgi.kernel.supervise.Pidfiles;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.ServiceChildren;
import org.jwsgi.kernel.supervise.StartLines;

/**
 * The master. Its main thread is the loop that owns all state: signals, ends of children, words of children, the
 * second's tick and the results of background work come to it one after the other. Runs in: MASTER.
 */
public final class Master implements WorkerPool.Observer {
    private static final long TICK_MILLIS = 1000;

    private final MasterSetup setup;
    private final ProcessOptions options;
    private final EventLoop loop = new EventLoop();
    private final ServiceSet services = new ServiceSet();
    private final Scoreboard board;
    private final WorkerPool pool;
    private final InstancePictures pictures;
    private final Pidfiles pidfiles;
    private final InstanceEvents events = new InstanceEvents();
    private final InstanceLife life;
    private final QueueWatch queues;
    private final ServiceChildren children;
    private final HandOver handOver;
    private final WorkerInspection inspection;
    private final PoolSize size;
    private final CheapMode cheapMode;
    private boolean released;
    private final DescriptorWatch descriptors;
    private final VassalDuty duty;
    private final OrphanReaper orphans = new OrphanReaper(MasterMessages::subprocess);
    private final MetricTable metrics = new MetricTable();
    private final SignalDesk signals;
    private boolean announcedUp;

    /**
     * Prepares a master; nothing is started yet.
     *
     * @throws PosixException when the machine refuses shared memory
     */
    public Master(MasterSetup setup) {
        this.setup = setup;
        this.options = setup.options();
        int processes = setup.instance().workers();
        int apps = setup.launch().apps();
        int fd = Memory.create("jwsgi-scoreboard", Scoreboard.size(processes, options.threads(), apps));
        board = Scoreboard.map(fd, processes, options.threads(), apps);
        pool = new WorkerPool(setup, loop, new WorkerPool.ScoreboardFile(board, fd), this, Master::now);
        life = new InstanceLife(setup, loop, pool, events, services, Master::now);
        handOver = new HandOver(setup.reload().environment());
        children =
                new ServiceChildren(loop, setup.hooks().shell(), setup.launch().environment(), Master::now);
        WorkerCensus census = new WorkerCensus(pool.slots(), board);
        size = new PoolSize(setup, pool, census, metrics, Master::now);
        duty = new VassalDuty(setup, pool, board, life, Master::now);
        cheapMode = new CheapMode(setup, loop, pool, census, life, duty, Master::now);
        descriptors = new DescriptorWatch(options);
        queues = new QueueWatch(setup.listeners(), setup.hooks().queues(), events);
        inspection = new WorkerInspection(setup.hooks().watches(), pool, board, Master::now);
        pictures = new InstancePictures(setup, loop, board, pool);
        signals = new SignalDesk(pool, board, life, events, pictures::signals, Master::now);
        pidfiles = new Pidfiles(
                setup.pidfiles(),
                setup.instance().startDirectory(),
                options.chdir(),
                setup.instance().masterPid());
    }

    /**
     * Starts the workers and the services and runs until the instance ends. Main thread. A reload does not return.
     *
     * @return the exit code
     * @throws JwsgiException when the start fails; nothing is left running
     */
    public int run() {
        int signals = Signals.open(Signals.LAUNCHER_BLOCKED);
        loop.watch(signals, () -> takeSignals(signals));
        try {
            start();
        } catch (RuntimeException e) {
            services.close();
            pool.destroy();
            pidfiles.vacuum(setup.identity().isPresent());
            throw e;
        }
        List<Runnable> ticks = ticks();
        long nextTick = now() + TICK_MILLIS;
        while (!life.ending() || !pool.allDown()) {
            loop.turn(Math.max(0, nextTick - now()));
            if (now() >= nextTick) {
                nextTick = now() + TICK_MILLIS;
                ticks.forEach(loop::guarded);
            }
        }
        services.close();
        duty.close();
        return life.phase() == InstanceLife.Phase.RELOADING ? reloadOrEnd() : end();
    }

    /** Returns what is done each second, in this order. */
    private List<Runnable> ticks() {
        return List.of(
                pool::tick,
                children::reap,
                orphans::look,
                children::tick,
                inspection::tick,
                life::tick,
                this::resize,
                queues::tick,
                () -> duty.tick(cheapMode.cheap()),
                signals::tick,
                services::tick);
    }

    /** Decides how many workers there are, once they may start at all. */
    private void resize() {
        if (released) {
            cheapMode.tick();
            if (life.phase() == InstanceLife.Phase.RUNNING && !life.paused() && !cheapMode.cheap()) {
                size.tick();
            }
        }
    }

    private void start() {
        boolean fresh = setup.reload().count() == 0;
        if (fresh) {
            pidfiles.writeEarly();
        }
        StartLines.mapped(board);
        StartLines.mode(options, setup.instance().workers());
        if (!Signals.isBlocked(Signals.HUP)) {
            MasterMessages.signalsNotBlocked();
        }
        if (options.hasImpliedMaster()) {
            MasterMessages.impliedMaster(options.processes());
        }
        MasterMessages.masterSpawned(Processes.pid(), !fresh);
        if (!fresh) {
            children.inherit();
        }
        if (size.enabled()) {
            pictures.contributeStats("cheaper", size::stats);
        }
        InstanceView view = new MasterView(
                pictures, new Orders(this, life), loop, events, children, metrics, handOver, descriptors, signals);
        List<ServiceSource.Owned> created = setup.hooks().services().create(view);
        CompletableFuture<Void> hold = ServiceSet.hold(created);
        boolean held = !hold.isDone();
        size.begin();
        cheapMode.begin();
        // Hooks of the phase may prepare what apps need, so workers are born after them.
        boolean dropsHere =
                setup.identity().isEmpty() || !setup.launch().privileges().masterStays();
        boolean waits = dropsHere && setup.hooks().phases().has(HookPhase.AS_USER);
        if (!held && !waits) {
            pool.start();
        }
        size.start();
        services.start(created);
        setup.identity().ifPresent(this::dropPrivileges);
        if (waits) {
            setup.hooks().phases().run(HookPhase.AS_USER);
            if (!held) {
                pool.start();
            }
        }
        if (fresh) {
            pidfiles.writeUnprivileged();
        }
        pidfiles.writeSafe();
        runHooks();
        descriptors.begin(loop, life::reload);
        duty.begin(loop);
        accepting();
        if (held) {
            hold.whenComplete((_, _) -> loop.post(this::startHeldWorkers));
        } else {
            released = true;
            cheapMode.tick();
        }
    }

    /** A failure does not end the process but the instance, since its workers run already. */
    private void runHooks() {
        try {
            setup.hooks().phases().run(HookPhase.MASTER_START);
        } catch (HookFailure e) {
            MasterMessages.hookFailed(String.valueOf(e.getMessage()));
            life.stop(false);
        }
    }

    private void startHeldWorkers() {
        if (ending()) {
            return;
        }
        released = true;
        try {
            pool.start();
            cheapMode.tick();
        } catch (PosixException e) {
            MasterMessages.orderFailed(String.valueOf(e.getMessage()));
            life.abort(ExitCode.ERROR.code());
        }
    }

    private void dropPrivileges(Identity identity) {
        MasterSetup.WorkerPrivileges privileges = setup.launch().privileges();
        if (!privileges.masterStays()) {
            Credentials.become(identity, privileges.kept());
            pool.privilegesDropped();
        }
    }

    private int end() {
        LifeLines.goodbye();
        leaveNothing();
        return life.exitCode();
    }

    private void leaveNothing() {
        pidfiles.vacuum(setup.identity().isPresent());
        setup.hooks().vacuum().run();
    }

    private int reloadOrEnd() {
        if (options.exitOnReload()) {
            MasterMessages.gameOver();
            leaveNothing();
            return ExitCode.OK.code();
        }
        setup.hooks().phases().runTolerantly(HookPhase.AS_USER_ATEXIT);
        LifeLines.binaryReloading();
        setup.reload().directory().ifPresent(Master::enter);
        Map<String, String> environment = successorEnvironment();
        environment.putAll(setup.hooks().log().handOver());
        environment.putAll(setup.governed().environment());
        throw Processes.exec(setup.reload().command(), environment, kept());
    }

    /** The directory was there when the reload was checked; without it the configuration may still be found. */
    private static void enter(String directory) {
        try {
            Processes.chdir(directory);
        } catch (PosixException e) {
            MasterMessages.orderFailed(String.valueOf(e.getMessage()));
            Processes.chdir("/");
        }
    }

    private List<Integer> kept() {
        List<Integer> kept = new ArrayList<>(setup.reload().kept());
        kept.addAll(descriptors.descriptors());
        kept.addAll(setup.hooks().log().descriptorsToKeep());
        kept.addAll(setup.governed().kept());
        return kept;
    }

    private Map<String, String> successorEnvironment() {
        Map<String, String> environment = new LinkedHashMap<>(setup.reload().environment());
        environment.put("UWSGI_RELOADS", Integer.toString(setup.reload().count()));
        HandOver.removeFrom(environment);
        environment.putAll(handOver.variables());
        environment.computeIfPresent(Daemonizer.VARIABLE, (_, _) -> "");
        return environment;
    }

    private void takeSignals(int fd) {
        for (int signal = Signals.read(fd); signal != 0; signal = Signals.read(fd)) {
            switch (signal) {
                case Signals.CHLD -> {
                    pool.reap();
                    children.reap();
                }
                case Signals.HUP -> life.reload(true);
                case Signals.INT -> life.stop(false);
                case Signals.TERM -> stopOrReload(options.endsOnTerm());
                case Signals.QUIT -> stopOrReload(!options.endsOnTerm());
                case Signals.USR1 -> logCounters();
                case Signals.TSTP -> life.togglePause();
                default -> {} // SIGWINCH means nothing to a master
            }
        }
    }

    private void stopOrReload(boolean stop) {
        if (stop) {
            life.stop(false);
        } else {
            life.reload(false);
        }
    }

    /** Runs an order on the master loop; one that fails is reported and ends nothing. Any thread. */
    void post(Runnable order) {
        loop.post(() -> {
            try {
                order.run();
            } catch (JwsgiException e) {
                MasterMessages.orderFailed(String.valueOf(e.getMessage()));
            }
        });
    }

    void logCounters() {
        CounterReport.instance(
                        board, pool.slots(), setup.hooks().configuration().get())
                .forEach(MasterMessages::line);
    }

    void askForReinforcements() {
        duty.askForReinforcements();
    }

    void rescanVassals() {
        events.happened(new InstanceEvent.RescanOfVassals());
    }

    void announceLoyalty() {
        duty.announceLoyalty();
    }

    void goCheap() {
        cheapMode.go();
    }

    void adjustWorkers(int delta) {
        size.adjust(delta);
    }

    void rotateLog() {
        setup.hooks().log().rotate();
    }

    void reopenLog() {
        setup.hooks().log().reopen();
    }

    void rewritePidfiles() {
        pidfiles.rewrite();
    }

    /** Starts a second instance: a session of its own, with the same sockets, as after a reload. */
    void forkMaster() {
        MasterSetup.Reload reload = setup.reload();
        int pid = LaunchThread.spawn(
                new LaunchThread.Shape(reload.directory().map(Path::of), Optional.empty(), Optional.empty()),
                new SpawnRequest(
                        reload.forked().apply(SpawnRequest.FIRST_DESCRIPTOR),
                        successorEnvironment(),
                        reload.kept(),
                        Set.copyOf(Signals.LAUNCHER_BLOCKED),
                        true,
                        true));
        reload.shared().run();
        MasterMessages.forkedMaster(pid);
    }

    @Override
    public boolean ending() {
        return life.phase() != InstanceLife.Phase.RUNNING;
    }

    @Override
    public void appFailed() {
        life.abort(ExitCode.FAILED_APP.code());
    }

    @Override
    public boolean successorFailed(WorkerSlot slot, int pid) {
        return life.successorFailed(slot, pid);
    }

    @Override
    public void endAsked() {
        loop.post(() -> life.stop(false)); // not from within the pool's own round
    }

    @Override
    public void reloadAsked() {
        loop.post(() -> life.reload(false));
    }

    @Override
    public void message(WorkerSlot slot, ControlMessage message) {
        if (message instanceof ControlMessage.Alarm(String alarm, String text, long lost)) {
            events.happened(new InstanceEvent.AlarmRaised(alarm, text, lost));
            return;
        }
        if (signals.heard(slot.pid(), message)) {
            return;
        }
        pictures.answered(slot, message);
        inspection.answered(message);
        duty.heard(message);
    }

    @Override
    public void spawned(WorkerSlot slot, int pid, boolean again) {
        events.happened(new InstanceEvent.WorkerSpawned(slot.id, pid, again));
    }

    @Override
    public void ended(WorkerSlot slot, ChildAction.Mourn mourn) {
        int code = switch (mourn.status()) {
            case ExitStatus.Exited(int exit) -> exit;
            case ExitStatus.Signaled(int signal) -> 128 + signal;
        };
        events.happened(new InstanceEvent.WorkerExited(slot.id, mourn.pid(), code, mourn.expected()));
        duty.ended(slot, mourn.pid());
        life.workerChanged();
    }

    @Override
    public void accepting(WorkerSlot slot) {
        duty.accepting(slot);
        events.happened(new InstanceEvent.WorkerReady(slot.id, slot.pid()));
        life.workerChanged();
        accepting();
    }

    private void accepting() {
        if (!announcedUp && pool.allReady()) {
            announcedUp = true;
            setup.hooks().up().run();
            events.happened(new InstanceEvent.Ready());
        }
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
