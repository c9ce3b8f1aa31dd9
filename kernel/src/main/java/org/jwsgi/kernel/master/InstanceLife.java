package org.jwsgi.kernel.master;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.LifeLines;
import org.jwsgi.kernel.supervise.ProcessOptions;

/**
 * Where the instance is in its life: it runs, reloads or stops, is paused or not. Carries out the orders that signals,
 * services and workers give. Owned by the master loop, except {@link #running}, which any thread may call.
 */
final class InstanceLife {
    private final MasterSetup setup;
    private final ProcessOptions options;
    private final EventLoop loop;
    private final WorkerPool pool;
    private final InstanceEvents events;
    private final ServiceSet services;
    private final ChainReload chain;
    private Phase phase = Phase.RUNNING;
    private boolean checkingReload;
    private boolean gracefulStop;
    private boolean holdingWorkers; // the instance ends, but services end something before the workers
    private boolean paused;
    private int exitCode = ExitCode.OK.code();
    private volatile boolean running = true;

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
        services.beforeStop(phase == Phase.RELOADING)
                .thenRun(() -> loop.post(() -> {
                    if (holdingWorkers) {
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
        if (phase == Phase.RUNNING && !checkingReload && gracefully && options.lazy()) {
            LifeLines.reloading(true);
            reloadWorkers(true);
        } else {
            reloadAll(gracefully);
        }
    }

    /** Reloads the whole instance, also if its workers are what is usually reloaded. */
    void reloadAll(boolean gracefully) {
        if (phase != Phase.RUNNING || checkingReload) {
            return;
        }
        if (options.exitOnReload()) {
            beginReload(gracefully);
        } else {
            checkingReload = true;
            running = false;
            Thread.ofPlatform().name("reload check").daemon().start(() -> {
                Optional<String> problem = checkReload();
                loop.post(() -> reloadChecked(gracefully, problem));
            });
        }
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
            running = true;
            LifeLines.reloadRefused(problem.get());
            pool.restoreMissing();
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
