package org.jwsgi.kernel.master;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;
import org.jwsgi.kernel.vassal.Vassal;
import org.jwsgi.kernel.vassal.VassalOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a master owes to the Emperor that has started it: it obeys, and it tells how its workers are. Workers know nothing of
 * the Emperor, so none of them can hold its connection open. Owned by the master loop; without an Emperor it does nothing.
 */
final class VassalDuty implements Vassal.Orders {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.vassal");

    private final MasterSetup setup;
    private final Optional<Vassal> vassal;
    private final WorkerPool pool;
    private final Scoreboard board;
    private final InstanceLife life;
    private final LongSupplier clock;
    private long lastHeartbeat;
    private long lastCall;
    private int calls;

    /**
     * Prepares it.
     *
     * @param clock milliseconds of a clock that never jumps
     */
    VassalDuty(MasterSetup setup, WorkerPool pool, Scoreboard board, InstanceLife life, LongSupplier clock) {
        this.setup = setup;
        this.vassal = setup.governed().vassal();
        this.pool = pool;
        this.board = board;
        this.life = life;
        this.clock = clock;
        this.lastCall = clock.getAsLong();
    }

    /** Begins to hear the Emperor. */
    void begin(EventLoop loop) {
        vassal.ifPresent(governed -> governed.begin(loop, this));
    }

    /** Tells whether there is an Emperor. */
    boolean governed() {
        return vassal.isPresent();
    }

    @Override
    public void stop(boolean gracefully) {
        life.stop(gracefully);
    }

    @Override
    public boolean reload() {
        return life.reloadAll(true);
    }

    @Override
    public void lost() {
        life.abort(ExitCode.ERROR.code());
    }

    /** Notes that a worker accepts connections. */
    void accepting(WorkerSlot slot) {
        vassal.ifPresent(governed -> {
            governed.spawned();
            if (slot.id == 1) {
                governed.accepting();
            }
        });
    }

    /** Notes that a worker process has ended. */
    void ended(WorkerSlot slot, int pid) {
        vassal.ifPresent(governed -> {
            lookAt(slot, pid, governed);
            governed.ended(pid);
        });
    }

    /** Hands on what a worker tells. */
    void heard(ControlMessage message) {
        if (message instanceof ControlMessage.Waiting) {
            vassal.ifPresent(Vassal::alive);
        }
    }

    /**
     * Lets a second pass.
     *
     * @param cheap whether no worker is meant to run now, so that none can speak for the instance
     */
    void tick(boolean cheap) {
        if (vassal.isEmpty()) {
            return;
        }
        Vassal governed = vassal.get();
        for (WorkerSlot slot : pool.slots()) {
            if (slot.pid() != 0) {
                lookAt(slot, slot.pid(), governed);
            }
        }
        if (cheap || pool.slots().isEmpty()) {
            governed.spawned();
            beat(governed);
        } else if (life.phase() == InstanceLife.Phase.RUNNING) {
            callForHelp(governed.options());
        }
    }

    private void lookAt(WorkerSlot slot, int pid, Vassal governed) {
        Scoreboard.Worker row = board.worker(slot.id, slot.row);
        if (row.sumOfRow(CoreField.REQUESTS) > row.get(WorkerField.REQUESTS_AT_SPAWN)) {
            governed.served(pid);
        }
    }

    private void beat(Vassal governed) {
        long every = governed.options().heartbeat().toMillis();
        if (every > 0 && clock.getAsLong() - lastHeartbeat >= every) {
            lastHeartbeat = clock.getAsLong();
            governed.alive();
        }
    }

    private void callForHelp(VassalOptions options) {
        long every = options.sos().toMillis();
        if (every > 0 && clock.getAsLong() - lastCall > every && allBusy()) {
            lastCall = clock.getAsLong();
            calls++;
            LOG.info("asking Emperor for reinforcements (overload: {})...", calls);
            askForReinforcements();
        }
        if (options.sosBacklog() > 0) {
            long backlog = backlog();
            if (backlog >= options.sosBacklog()) {
                LOG.info("asking Emperor for reinforcements (backlog: {})...", backlog);
                askForReinforcements();
            }
        }
    }

    private boolean allBusy() {
        for (WorkerSlot slot : pool.slots()) {
            if (slot.pid() != 0 && !board.worker(slot.id).busy()) {
                return false;
            }
        }
        return true;
    }

    private long backlog() {
        long waiting = 0;
        for (Listener listener : setup.listeners()) {
            waiting = Math.max(waiting, setup.hooks().queues().depth(listener).waiting());
        }
        return waiting;
    }

    /** Asks for another instance that helps this one. */
    void askForReinforcements() {
        if (vassal.isEmpty()) {
            LOG.info("[broodlord] instance not governed by an Emperor !!!");
        } else {
            vassal.get().askForReinforcements();
        }
    }

    /** Tells that the instance does well. */
    void announceLoyalty() {
        vassal.ifPresent(Vassal::announceLoyalty);
    }

    /** Asks to be stopped, since nobody needs this instance now. */
    void askForEnd() {
        vassal.ifPresent(Vassal::askForEnd);
    }

    /** Ceases to offer the Emperor's connection. */
    void close() {
        vassal.ifPresent(Vassal::close);
    }
}
