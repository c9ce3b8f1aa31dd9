package org.jwsgi.kernel.master;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.api.master.InstanceSnapshot.SignalCounts;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.slf4j.LoggerFactory;

/**
 * Where uWSGI signals arrive in the master. The router behind it is made when the first one does, or the first registration:
 * most instances have none. Master loop.
 */
final class SignalDesk {
    private final WorkerPool pool;
    private final Scoreboard board;
    private final InstanceLife life;
    private final InstanceEvents events;
    private final Consumer<SignalCounts> counts;
    private final LongSupplier clock;
    private @Nullable SignalRouter router;

    SignalDesk(
            WorkerPool pool,
            Scoreboard board,
            InstanceLife life,
            InstanceEvents events,
            Consumer<SignalCounts> counts,
            LongSupplier clock) {
        this.pool = pool;
        this.board = board;
        this.life = life;
        this.events = events;
        this.counts = counts;
        this.clock = clock;
    }

    private SignalRouter router() {
        SignalRouter existing = router;
        if (existing != null) {
            return existing;
        }
        SignalRouter made = new SignalRouter(board.workers(), new PoolSeats(pool, board, life), counts, clock);
        router = made;
        events.subscribe(event -> happened(made, event), LoggerFactory.getLogger(SignalDesk.class));
        return made;
    }

    private static void happened(SignalRouter router, InstanceEvent event) {
        switch (event) {
            case InstanceEvent.WorkerExited exited -> router.ended(exited.worker(), exited.pid());
            case InstanceEvent.WorkerReady ignored -> router.dispatch();
            case InstanceEvent.Paused ignored -> router.dispatch();
            default -> {} // nothing else changes who is free
        }
    }

    /** Raises a signal of a valid number, unless the instance ends: then nobody would handle it. */
    void raise(int number) {
        if (life.phase() == InstanceLife.Phase.RUNNING) {
            router().raise(number);
        }
    }

    /** Takes what a worker has said, if it is about signals. Returns whether it is. */
    boolean heard(int pid, ControlMessage message) {
        switch (message) {
            case ControlMessage.SignalRegistered registered ->
                router().registered(pid, registered.number(), registered.target());
            case ControlMessage.SignalRaised raised -> raise(raised.number());
            case ControlMessage.SignalDone() -> router().done(pid);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Tries again what a worker could not be told. Each second. */
    void tick() {
        if (router != null) {
            router.dispatch();
        }
    }
}
