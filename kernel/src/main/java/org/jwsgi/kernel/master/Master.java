package org.jwsgi.kernel.master;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Daemonizer;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.Pidfiles;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.Scoreboard;
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
    private Phase phase = Phase.RUNNING;
    private boolean checkingReload;
    private boolean paused;
    private boolean announcedUp;
    private int exitCode = ExitCode.OK.code();

    private enum Phase {
        RUNNING,
        RELOADING,
        STOPPING
    }

    /**
     * Prepares a master; nothing is started yet.
     *
     * @throws PosixException when the machine refuses shared memory
     */
    public Master(MasterSetup setup) {
        this.setup = setup;
        this.options = setup.options();
        int processes = options.processes();
        int apps = setup.launch().apps();
        int fd = Memory.create("jwsgi-scoreboard", Scoreboard.size(processes, options.threads(), apps));
        try {
            board = Scoreboard.map(fd, processes, options.threads(), apps);
        } catch (IOException e) {
            throw new JwsgiException(JwsgiException.Kind.ENVIRONMENT, "cannot map the scoreboard: " + e, e);
        }
        pool = new WorkerPool(setup, loop, new WorkerPool.ScoreboardFile(board, fd), this, Master::now);
        pictures = new InstancePictures(setup, loop, board, pool);
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
        long nextTick = now() + TICK_MILLIS;
        while (phase == Phase.RUNNING || !pool.allDown()) {
            loop.turn(Math.max(0, nextTick - now()));
            if (now() >= nextTick) {
                nextTick = now() + TICK_MILLIS;
                pool.tick();
                services.tick();
            }
        }
        services.close();
        return phase == Phase.RELOADING ? reloadOrEnd() : end();
    }

    private void start() {
        boolean fresh = setup.reload().count() == 0;
        if (fresh) {
            pidfiles.writeEarly();
        }
        StartLines.mapped(board);
        StartLines.mode(options);
        if (!Signals.isBlocked(Signals.HUP)) {
            MasterMessages.signalsNotBlocked();
        }
        if (options.hasImpliedMaster()) {
            MasterMessages.impliedMaster(options.processes());
        }
        MasterMessages.masterSpawned(Processes.pid(), !fresh);
        pool.start();
        services.start(setup.hooks().services().create(pictures));
        setup.identity().ifPresent(this::dropPrivileges);
        if (fresh) {
            pidfiles.writeUnprivileged();
        }
        pidfiles.writeSafe();
        accepting();
    }

    private void dropPrivileges(Identity identity) {
        Credentials.become(identity);
        pool.privilegesDropped();
    }

    private int end() {
        MasterMessages.goodbye();
        leaveNothing();
        return exitCode;
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
        MasterMessages.binaryReloading();
        Map<String, String> environment = new LinkedHashMap<>(setup.reload().environment());
        environment.put("UWSGI_RELOADS", Integer.toString(setup.reload().count()));
        environment.computeIfPresent(Daemonizer.VARIABLE, (_, _) -> "");
        setup.reload().directory().ifPresent(Processes::chdir);
        throw Processes.exec(
                setup.reload().command(), environment, setup.reload().kept());
    }

    private void takeSignals(int fd) {
        for (int signal = Signals.read(fd); signal != 0; signal = Signals.read(fd)) {
            switch (signal) {
                case Signals.CHLD -> pool.reap();
                case Signals.HUP -> gracefulReload();
                case Signals.INT -> stop(ExitCode.OK);
                case Signals.TERM -> stopOrReload(options.endsOnTerm());
                case Signals.QUIT -> stopOrReload(!options.endsOnTerm());
                case Signals.USR1 ->
                    CounterReport.instance(
                                    board,
                                    pool.slots(),
                                    setup.hooks().configuration().get())
                            .forEach(MasterMessages::line);
                case Signals.TSTP -> togglePause();
                default -> {} // SIGWINCH means nothing to a master
            }
        }
    }

    private void stopOrReload(boolean stop) {
        if (stop) {
            stop(ExitCode.OK);
        } else {
            reload(false);
        }
    }

    /** Stops the instance. Asking again kills what has not ended yet. */
    private void stop(ExitCode code) {
        if (phase == Phase.STOPPING) {
            pool.kill();
            return;
        }
        phase = Phase.STOPPING;
        exitCode = code.code();
        MasterMessages.stopping();
        pool.stop(false, false);
    }

    private void gracefulReload() {
        if (options.lazy()) {
            if (phase == Phase.RUNNING) {
                MasterMessages.reloading(true);
                pool.stop(true, true);
            }
        } else {
            reload(true);
        }
    }

    /**
     * Reloads the instance, provided that a new master could start: a broken configuration must not take down what
     * runs. While a reload is under way, a brutal one hurries it.
     */
    private void reload(boolean gracefully) {
        if (phase == Phase.RELOADING && !gracefully) {
            pool.stop(false, false);
        }
        if (phase != Phase.RUNNING || checkingReload) {
            return;
        }
        if (options.exitOnReload()) {
            beginReload(gracefully);
            return;
        }
        checkingReload = true;
        pictures.background("reload check", () -> {
            Optional<String> problem = checkReload();
            loop.post(() -> reloadChecked(gracefully, problem));
        });
    }

    private Optional<String> checkReload() {
        try {
            return setup.reload().check().get();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void reloadChecked(boolean gracefully, Optional<String> problem) {
        checkingReload = false;
        if (phase != Phase.RUNNING) {
            return;
        }
        if (problem.isEmpty()) {
            beginReload(gracefully);
        } else {
            MasterMessages.reloadRefused(problem.get());
            pool.restoreMissing();
        }
    }

    private void beginReload(boolean gracefully) {
        phase = Phase.RELOADING;
        MasterMessages.reloading(gracefully);
        pool.stop(gracefully, false);
    }

    private void togglePause() {
        if (phase == Phase.RUNNING) {
            paused = !paused;
            MasterMessages.paused(paused);
            pool.pause(paused);
        }
    }

    @Override
    public boolean ending() {
        return phase != Phase.RUNNING;
    }

    @Override
    public void appFailed() {
        if (phase != Phase.STOPPING) {
            phase = Phase.STOPPING;
            exitCode = ExitCode.FAILED_APP.code();
            loop.post(() -> pool.stop(false, false)); // not from within the pool's own round
        }
    }

    @Override
    public void reloadAsked() {
        loop.post(() -> reload(false));
    }

    @Override
    public void message(WorkerSlot slot, ControlMessage message) {
        pictures.answered(slot, message);
    }

    @Override
    public void accepting(WorkerSlot slot) {
        accepting();
    }

    private void accepting() {
        if (!announcedUp && pool.allReady()) {
            announcedUp = true;
            setup.hooks().up().run();
        }
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
