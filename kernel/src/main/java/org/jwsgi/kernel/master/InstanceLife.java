package org.jwsgi.kernel.master;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.SystemThread;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.LifeLines;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.vassal.Vassal;

/**
 * Where the instance is in its life: it runs, reloads or stops, is paused or not. Carries out the orders that signals,
 * services and workers give. Owned by the master loop, except {@link #running}, which any thread may call.
 */
final class InstanceLife {
    private static final long CHECK_MILLIS = 60_000;

    private final MasterSetup setup;
    private final ProcessOptions options;
    private final EventLoop loop;
    private final WorkerPool pool;
    private final InstanceEvents events;
    private final ServiceSet services;
    private final ChainReload chain;
    private final LongSupplier clock;
    private Phase phase = Phase.RUNNING;
    private @Nullable Check check; // of a reload that has been asked for
    private boolean gracefulStop;
    private int orders; // to end the workers
    private boolean holdingWorkers; // the instance ends, but services end something before the workers
    private boolean paused;
    private int exitCode = ExitCode.OK.code();
    private volatile boolean running = true;

    /** A look whether a new master could start. */
    private static final class Check {
        final long since;
        boolean gracefully;

        Check(long since, boolean gracefully) {
            this.since = since;
            this.gracefully = gracefully;
        }
    }

    /** The phases, in the order in which they can follow each other. */
    enum Phase {
        RUNNING,
        RELOADING,
        STOPPING
    }

    InstanceLife(
            MasterSetup setup,
            EventLoop loop,
            WorkerPool pool,
            InstanceEvents events,
            ServiceSet services,
            LongSupplier clock) {
        this.setup = setup;
        this.options = setup.options();
        this.loop = loop;
        this.pool = pool;
        this.events = events;
        this.services = services;
        this.clock = clock;
        this.chain = new ChainReload(pool, clock);
    }

    Phase phase() {
        return phase;
    }

    boolean paused() {
        return paused;
    }

    int exitCode() {
        return exitCode;
    }

    /** Tells whether the instance serves and no reload is being prepared. Any thread. */
    boolean running() {
        return running;
    }

    /** Tells whether the instance ends and nothing is left to wait for but workers. */
    boolean ending() {
        return phase != Phase.RUNNING && !holdingWorkers;
    }

    /** Tells the workers to end once the services have ended what has to end before them. */
    private void endWorkers(boolean gracefully) {
        holdingWorkers = true;
        int order = ++orders;
        services.beforeStop(phase == Phase.RELOADING)
                .thenRun(() -> loop.post(() -> {
                    if (holdingWorkers && order == orders) { // else a later order has its own manner
                        holdingWorkers = false;
                        pool.stop(gracefully, false);
                        shutdownSockets(gracefully);
                    }
                }));
    }

    /** Refuses clients from now on, instead of letting them wait for an instance that does not come back. */
    private void shutdownSockets(boolean gracefully) {
        if (gracefully && phase == Phase.STOPPING && options.shutdownSockets()) {
            setup.hooks().refuse().run();
        }
    }

    private void enter(Phase next) {
        phase = next;
        running = false;
        chain.cancel();
    }

    /** Lets a second pass. */
    void tick() {
        chain.step();
        Check current = check;
        if (current != null && clock.getAsLong() - current.since >= CHECK_MILLIS) {
            reloadChecked(
                    current,
                    Optional.of("the look whether it can be done has not ended within " + CHECK_MILLIS / 1000
                            + " seconds"));
        }
    }

    /** Notes that a worker has begun to serve or has ended. */
    void workerChanged() {
        loop.post(chain::step); // not from within the pool's own round
    }

    /** Hears that a successor has ended before it served, and tells whether another one is to be tried. */
    boolean successorFailed(WorkerSlot slot, int pid) {
        return chain.successorFailed(slot, pid);
    }

    /**
     * Stops the instance. A brutal stop hurries a graceful one; a second brutal one kills what has not ended yet.
     */
    void stop(boolean gracefully) {
        if (phase == Phase.STOPPING) {
            if (!gracefully) {
                hurry();
            }
            return;
        }
        enter(Phase.STOPPING);
        gracefulStop = gracefully;
        if (gracefully) {
            LifeLines.gracefulShutdown();
        } else {
            LifeLines.stopping();
        }
        events.happened(new InstanceEvent.Stopping(gracefully));
        endWorkers(gracefully);
    }

    private void hurry() {
        if (gracefulStop || holdingWorkers) {
            holdingWorkers = false;
            gracefulStop = false;
            pool.stop(false, false);
        } else {
            pool.kill();
        }
    }

    /** Ends the instance at once with an exit code. */
    void abort(int code) {
        exitCode = code;
        if (phase != Phase.STOPPING) {
            enter(Phase.STOPPING);
            events.happened(new InstanceEvent.Stopping(false));
            endWorkers(false);
        } else if (!holdingWorkers) {
            loop.post(() -> pool.stop(false, false)); // not from within the pool's own round
        }
    }

    /**
     * Reloads the instance, provided that a new master could start: a broken configuration must not take down what runs.
     * While a reload is under way, a brutal one hurries it.
     */
    void reload(boolean gracefully) {
        if (phase == Phase.RELOADING && !gracefully) {
            holdingWorkers = false;
            pool.stop(false, false);
        }
        if (phase == Phase.RUNNING && check == null && gracefully && options.lazy()) {
            LifeLines.reloading(true);
            reloadWorkers(true);
        } else {
            reloadAll(gracefully);
        }
    }

    /**
     * Reloads the whole instance, also if its workers are what is usually reloaded.
     *
     * @return false when that is under way already
     */
    boolean reloadAll(boolean gracefully) {
        if (phase != Phase.RUNNING) {
            return false;
        }
        if (check != null) {
            check.gracefully &= gracefully;
            return false;
        }
        if (options.exitOnReload()) {
            beginReload(gracefully);
        } else {
            Check begun = new Check(clock.getAsLong(), gracefully);
            try {
                SystemThread.start("reload check", () -> {
                    Optional<String> problem = checkReload();
                    loop.post(() -> reloadChecked(begun, problem));
                });
                check = begun;
                running = false;
            } catch (PosixException e) {
                LifeLines.reloadRefused(String.valueOf(e.getMessage()));
            }
        }
        return true;
    }

    private Optional<String> checkReload() {
        Optional<String> directory = setup.reload().directory();
        if (directory.isPresent() && !Files.isDirectory(Path.of(directory.get()))) {
            return Optional.of("the directory in which the server was started is gone: " + directory.get());
        }
        try {
            return setup.reload().check().get();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (Error e) {
            return Optional.of(e.toString());
        }
    }

    private void reloadChecked(Check done, Optional<String> problem) {
        if (check != done) {
            return; // it was given up
        }
        check = null;
        if (phase != Phase.RUNNING) {
            return;
        }
        if (problem.isEmpty()) {
            beginReload(done.gracefully);
        } else {
            running = true;
            LifeLines.reloadRefused(problem.get());
            pool.restoreMissing();
            setup.governed().vassal().ifPresent(Vassal::payReload);
        }
    }

    private void beginReload(boolean gracefully) {
        enter(Phase.RELOADING);
        LifeLines.reloading(gracefully);
        events.happened(new InstanceEvent.Reloading(gracefully));
        endWorkers(gracefully);
    }

    void reloadWorkers(boolean gracefully) {
        if (phase == Phase.RUNNING) {
            chain.cancel();
            pool.replaceAll(gracefully);
        }
    }

    void chainReload() {
        if (phase == Phase.RUNNING) {
            chain.begin();
        }
    }

    void togglePause() {
        if (phase == Phase.RUNNING) {
            paused = !paused;
            MasterMessages.paused(paused);
            pool.pause(paused);
            events.happened(new InstanceEvent.Paused(paused));
        }
    }
}
