package org.jwsgi.kernel.worker;

import java.time.Duration;
import java.util.Optional;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.posix.SystemThread;
import org.jwsgi.kernel.supervise.LifeLines;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.vassal.Vassal;

/**
 * What a sole process owes to the Emperor that has started it: the duties of a master, of which it has none. Owned by the
 * control thread. When this process dies the Emperor sees the end of the connection and starts another.
 */
final class SoleVassal implements Vassal.Orders {
    private static final int WORKER = 1;

    private final SoleSetup.Governed governed;
    private final Scoreboard board;
    private final ServingLoop serving;
    private boolean checking;
    private boolean served;
    private boolean reloadWaits;
    private volatile boolean reloads;

    SoleVassal(SoleSetup.Governed governed, Scoreboard board, ServingLoop serving) {
        this.governed = governed;
        this.board = board;
        this.serving = serving;
    }

    /** Begins to hear the Emperor. Before the control thread starts. */
    void begin() {
        Vassal vassal = governed.vassal();
        vassal.begin(serving.events(), this);
        serving.tick(this::tick);
        Duration heartbeat = vassal.options().heartbeat();
        if (heartbeat.isPositive()) {
            serving.tick(new WaitingReport(heartbeat, serving, vassal::alive)::tick);
        }
    }

    /** Notes that connections are accepted. */
    void accepting() {
        governed.vassal().accepting();
        if (reloadWaits) {
            reloadWaits = false;
            reload(true);
        }
    }

    private void tick() {
        if (!served && board.worker(WORKER).sum(CoreField.REQUESTS) > 0) {
            served = true;
            governed.vassal().served(Processes.pid());
        }
    }

    /** Tells whether the process is to become its next image when it has ended to serve. Any thread. */
    boolean reloads() {
        return reloads;
    }

    /** Ceases to offer the Emperor's connection. */
    void close() {
        governed.vassal().close();
    }

    /**
     * Obeys a signal like a master.
     *
     * @return whether it was one that a master has its own way with
     */
    boolean signalled(int signal, boolean diesOnTerm) {
        switch (signal) {
            case Signals.HUP -> reload();
            case Signals.INT -> stop(false);
            case Signals.TERM -> stopOrReload(diesOnTerm);
            case Signals.QUIT -> stopOrReload(!diesOnTerm);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void stopOrReload(boolean stop) {
        if (stop) {
            stop(false);
        } else {
            reload(false);
        }
    }

    @Override
    public void stop(boolean gracefully) {
        reloads = false;
        tick();
        if (gracefully) {
            LifeLines.gracefulShutdown();
            serving.endGracefully(ExitCode.OK.code());
        } else {
            LifeLines.stopping();
            serving.endNow(ExitCode.OK.code());
        }
    }

    @Override
    public void lost() {
        reloads = false;
        serving.endNow(ExitCode.ERROR.code());
    }

    @Override
    public boolean reload() {
        return reload(true);
    }

    private boolean reload(boolean gracefully) {
        if (serving.traffic() == null) {
            reloadWaits = true; // until the apps are loaded: before that there is no way to end but to give up
        } else if (checking || reloads) {
            return false;
        } else {
            try {
                SystemThread.start("reload check", () -> {
                    Optional<String> problem = check();
                    serving.events().post(() -> reloadChecked(problem, gracefully));
                });
                checking = true;
            } catch (PosixException e) {
                LifeLines.reloadRefused(String.valueOf(e.getMessage()));
            }
        }
        return true;
    }

    private Optional<String> check() {
        try {
            return governed.check().get();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (Error e) {
            return Optional.of(e.toString());
        }
    }

    private void reloadChecked(Optional<String> problem, boolean gracefully) {
        checking = false;
        if (problem.isPresent()) {
            LifeLines.reloadRefused(problem.get());
            governed.vassal().payReload();
            return;
        }
        reloads = true;
        LifeLines.reloading(gracefully);
        if (gracefully) {
            serving.endGracefully(ExitCode.RELOAD.code());
        } else {
            serving.endNow(ExitCode.RELOAD.code());
        }
    }
}
