package org.jwsgi.kernel.worker;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Pidfiles;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;
import org.jwsgi.kernel.supervise.SignalPort;
import org.jwsgi.kernel.supervise.StartLines;

/**
 * The life of an instance without a master: worker 1 and the only. Runs in: WORKER.
 *
 * <p>The main thread binds the sockets, calls {@link #attach}, loads the apps, {@link #appsLoaded} and {@link #serve},
 * and ends the JVM with the code that {@code serve} returns. Signals come through the mask that the launcher has set.
 */
public final class SoleProcess implements SignalPort {
    private static final int WORKER = 1;

    private final SoleSetup setup;
    private final Pidfiles pidfiles;
    private final ServingLoop serving;
    private final Optional<SoleVassal> duty;
    private volatile List<ControlMessage.App> apps = List.of();
    private @Nullable SoleSignals signals; // made by the first registration or signal, guarded by this

    private SoleProcess(SoleSetup setup) {
        this.setup = setup;
        this.pidfiles = new Pidfiles(
                setup.pidfiles(),
                setup.instance().startDirectory(),
                setup.options().chdir(),
                Processes.pid());
        this.serving = new ServingLoop(setup.options().requestMercy(), this::haltNow);
        this.duty = setup.governed().map(governed -> new SoleVassal(governed, setup.board(), serving));
    }

    /**
     * Writes the pid files, drops privileges and begins to hear signals. The sockets must be bound.
     *
     * @throws org.jwsgi.kernel.JwsgiException when a pid file or the identity is refused
     */
    public static SoleProcess attach(SoleSetup setup) {
        SoleProcess process = new SoleProcess(setup);
        boolean fresh = !setup.governed().map(SoleSetup.Governed::reloaded).orElse(false);
        if (fresh) {
            process.pidfiles.writeEarly();
        }
        StartLines.mapped(setup.board());
        StartLines.mode(setup.options(), 1);
        if (!Signals.isBlocked(Signals.HUP)) {
            WorkerMessages.signalsNotBlocked();
        }
        if (setup.identity().filter(SoleSetup.Privileges::late).isEmpty()) {
            process.drop();
        }
        if (fresh) {
            process.pidfiles.writeUnprivileged();
        }
        int signals = Signals.open(Signals.LAUNCHER_BLOCKED);
        process.serving.events().watch(signals, () -> process.takeSignals(signals));
        if (!setup.hooks().watches().isEmpty()) {
            process.serving.tick(new SoleInspection(setup.hooks().watches(), setup.board(), process.serving)::tick);
        }
        process.duty.ifPresent(SoleVassal::begin);
        process.serving.begin();
        return process;
    }

    private void drop() {
        setup.identity().ifPresent(SoleSetup.Privileges::drop);
        setup.hooks().dropped().run();
    }

    /** Notes which apps are loaded. Privileges are dropped by now. */
    public void appsLoaded(List<ControlMessage.App> loaded) {
        if (setup.identity().filter(SoleSetup.Privileges::late).isPresent()) {
            drop();
        }
        apps = List.copyOf(loaded);
        setup.board().worker(WORKER).set(WorkerField.APPS, loaded.size());
    }

    /**
     * Lets traffic flow until the process has to end. Main thread.
     *
     * @return the exit code
     */
    public int serve(Traffic traffic) {
        var slot = setup.board().worker(WORKER);
        slot.set(WorkerField.PID, Processes.pid());
        slot.add(WorkerField.RESPAWNS, 1);
        slot.set(WorkerField.LAST_SPAWN, System.currentTimeMillis() / 1000);
        WorkerMessages.sole(Processes.pid(), setup.options().threads());
        pidfiles.writeSafe();
        try {
            return serving.serve(traffic, () -> {
                slot.set(WorkerField.ACCEPTING, 1);
                slot.set(WorkerField.READY, 1);
                setup.hooks().up().run();
                duty.ifPresent(SoleVassal::accepting);
            });
        } finally {
            if (!reloads()) {
                leaveNothing();
            }
        }
    }

    /** Tells, once {@link #serve} has returned, whether this process is to start itself anew instead of ending. */
    public boolean reloads() {
        return duty.map(SoleVassal::reloads).orElse(false);
    }

    /**
     * Ends the process by its own decision, once its running requests are answered. Any thread; returns at once.
     *
     * @param code the exit code
     */
    public void leave(ExitCode code) {
        serving.events().post(() -> {
            WorkerMessages.workDone(Processes.pid());
            serving.endGracefully(code.code());
        });
    }

    /**
     * Ends the process, as {@code max-requests} and its kind do; without a master nobody takes over, except that a vassal
     * starts itself anew. Any thread.
     */
    public void retire() {
        if (duty.isPresent()) {
            serving.events().post(duty.get()::reload);
        } else {
            leave(ExitCode.OK);
        }
    }

    @Override
    public void raise(int number) {
        signals().raise(number);
    }

    @Override
    public void register(int number, String target, IntConsumer handler) {
        signals().register(number, target, handler);
    }

    private synchronized SoleSignals signals() {
        SoleSignals existing = signals;
        if (existing != null) {
            return existing;
        }
        SoleSignals made = new SoleSignals(setup.board());
        serving.awaits(made.handlers());
        signals = made;
        return made;
    }

    /** Removes what a process that never serves would leave behind; its caller then ends the JVM. Main thread. */
    public void abandon() {
        leaveNothing();
    }

    private void haltNow(int code) {
        leaveNothing();
        setup.hooks().halt().accept(code);
    }

    private void leaveNothing() {
        duty.ifPresent(SoleVassal::close);
        pidfiles.vacuum(setup.identity().isPresent());
        setup.hooks().vacuum().run();
    }

    private void takeSignals(int fd) {
        for (int signal = Signals.read(fd); signal != 0; signal = Signals.read(fd)) {
            if (duty.isPresent() && duty.get().signalled(signal, setup.options().dieOnTerm())) {
                continue; // a vassal obeys like the master that it is under uWSGI
            }
            switch (signal) {
                case Signals.INT, Signals.TERM -> serving.endNow(ExitCode.END.code());
                case Signals.HUP -> {
                    WorkerMessages.gracefullyKilling(WORKER, Processes.pid());
                    serving.endGracefully(ExitCode.RELOAD.code());
                }
                case Signals.QUIT -> Signals.dieBy(Signals.QUIT);
                case Signals.USR1 -> WorkerMessages.counters(WORKER, setup.board(), apps);
                default -> {} // SIGCHLD of the apps' own children, SIGTSTP and SIGWINCH mean nothing here
            }
        }
    }
}
