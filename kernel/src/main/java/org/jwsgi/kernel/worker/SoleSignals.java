package org.jwsgi.kernel.worker;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;
import org.jwsgi.kernel.supervise.SignalPort;
import org.jwsgi.kernel.supervise.SignalTarget;

/**
 * The uWSGI signals of an instance without a master: the only worker handles them, one after the other, unless they are for a
 * worker that there is not.
 * Runs in: WORKER; any thread. What waits at the end of the process is lost.
 */
final class SoleSignals implements SignalPort {
    /** How many signals may wait. */
    static final int LONGEST = 1024;

    private static final int WORKER = 1;

    private final SignalHandlers handlers;
    private final Scoreboard board;
    private final Queue<Integer> waiting = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this
    private boolean full; // guarded by this

    SoleSignals(Scoreboard board) {
        this.board = board;
        this.handlers = new SignalHandlers(WORKER, this::handled);
    }

    SignalHandlers handlers() {
        return handlers;
    }

    @Override
    public void register(int number, String target, IntConsumer handler) {
        if (SignalTarget.parse(target) instanceof SignalTarget.One(int worker) && worker != WORKER) {
            handlers.remove(number);
        } else {
            handlers.set(number, handler);
        }
    }

    @Override
    public synchronized void raise(int number) {
        if (!handlers.has(number)) {
            handlers.unknown(number);
        } else if (!running) {
            running = true;
            handlers.handle(number);
        } else if (waiting.size() < LONGEST) {
            waiting.add(number);
            show();
        } else if (!full) {
            full = true;
            WorkerMessages.signalQueueFull(LONGEST, number);
        }
    }

    private synchronized void handled() {
        board.worker(WORKER).add(WorkerField.SIGNALS, 1);
        Integer next = waiting.poll();
        show();
        if (next == null) {
            running = false;
            full = false;
        } else {
            handlers.handle(next);
        }
    }

    private void show() {
        board.worker(WORKER).set(WorkerField.SIGNAL_QUEUE, waiting.size());
    }
}
