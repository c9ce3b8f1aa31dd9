package org.jwsgi.kernel.master;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.InstanceSnapshot.SignalCounts;
import org.jwsgi.kernel.master.SignalSeats.Seat;
import org.jwsgi.kernel.master.SignalSeats.State;
import org.jwsgi.kernel.supervise.SeldomLine;
import org.jwsgi.kernel.supervise.SignalPort;
import org.jwsgi.kernel.supervise.SignalTarget;

/**
 * The uWSGI signals of an instance: who is to handle which, and what waits for whom. Runs in: MASTER, on its loop, which owns
 * all of this; it begins to exist with the first registration or signal.
 *
 * <p>A worker is given one signal at a time and the next when it has told that it is done, so that everything that waits is
 * here: the death of a worker loses the signal that it was handling and no other, and its successor gets the rest. Nobody is
 * given signals while the workers are suspended. A reload begins with an empty table and empty queues.
 */
final class SignalRouter {
    private final SignalSeats seats;
    private final Consumer<SignalCounts> board;
    private final LongSupplier clock;
    private final @Nullable SignalTarget[] targets = new SignalTarget[SignalPort.NUMBERS];
    private final Map<Integer, BitSet> registrations = new HashMap<>(); // by pid: a new process has none
    private final Map<Integer, Integer> running = new HashMap<>(); // pid to signal
    private final SignalQueue shared = new SignalQueue("any worker");
    private final List<SignalQueue> own = new ArrayList<>();
    private long routed;
    private long unrouted;
    private final SeldomLine report = new SeldomLine();

    /**
     * Creates an empty table.
     *
     * @param workers how many workers there are
     * @param board is shown the counts whenever they change
     * @param clock gives milliseconds
     */
    SignalRouter(int workers, SignalSeats seats, Consumer<SignalCounts> board, LongSupplier clock) {
        this.seats = seats;
        this.board = board;
        this.clock = clock;
        for (int worker = 1; worker <= workers; worker++) {
            own.add(new SignalQueue("worker " + worker));
        }
    }

    /** A process handles a signal from now on. The target that was named last counts for all. */
    void registered(int pid, int number, SignalTarget target) {
        registrations.keySet().removeIf(known -> !seats.isProcess(known));
        registrations.computeIfAbsent(pid, _ -> new BitSet()).set(number);
        targets[number] = target;
        dispatch();
    }

    /** A signal was raised. */
    void raise(int number) {
        SignalTarget target = targets[number];
        if (target == null) {
            lost(number, "", "nobody has registered it");
        } else if (target instanceof SignalTarget.One(int worker) && worker > own.size()) {
            lost(number, "", "there is no worker " + worker);
        } else if (accept(number, target)) {
            routed++;
        } else {
            unrouted++;
        }
        dispatch();
    }

    /** Puts a signal where its target will find it. Returns whether anybody will. */
    private boolean accept(int number, SignalTarget target) {
        return switch (target) {
            case SignalTarget.FirstFree() -> shared.add(number);
            case SignalTarget.One(int worker) -> own.get(worker - 1).add(number);
            case SignalTarget.All() -> accept(number, State.CHANGING);
            case SignalTarget.Active() -> !seats.paused() && accept(number, State.SERVING);
        };
    }

    private boolean accept(int number, State other) {
        boolean accepted = false;
        for (Seat seat : seats.seats()) {
            if (seat.state() == State.SERVING || seat.state() == other) {
                accepted |= own.get(seat.worker() - 1).add(number);
            }
        }
        return accepted;
    }

    /** A process is done with its signal. */
    void done(int pid) {
        running.remove(pid);
        dispatch();
    }

    /** A process has ended. What waits for its number waits for its successor. */
    void ended(int worker, int pid) {
        Integer number = running.remove(pid);
        if (number != null) {
            MasterMessages.signalCutShort(number, worker, pid);
        }
        registrations.remove(pid);
        dispatch();
    }

    /** Gives waiting signals to workers that are free for them. */
    void dispatch() {
        if (!seats.paused()) {
            List<Seat> all = seats.seats();
            for (Seat seat : all) {
                if (seat.state() == State.SERVING) {
                    dispatchOwn(seat);
                }
            }
            dispatchShared(all);
        }
        show();
    }

    private void dispatchOwn(Seat seat) {
        Iterator<Integer> waiting = own.get(seat.worker() - 1).iterator();
        while (waiting.hasNext() && !running.containsKey(seat.pid())) {
            int number = waiting.next();
            if (!handles(seat, number)) {
                waiting.remove();
                lost(number, " on worker " + seat.worker(), "it has not registered it");
            } else if (give(seat, number)) {
                waiting.remove();
            } else {
                return;
            }
        }
    }

    private void dispatchShared(List<Seat> all) {
        if (shared.isEmpty() || all.stream().noneMatch(this::isFree)) {
            return; // nothing changes for what waits
        }
        Iterator<Integer> waiting = shared.iterator();
        while (waiting.hasNext()) {
            int number = waiting.next();
            Seat free = freeFor(number, all);
            if (free != null && give(free, number)) {
                waiting.remove();
            } else if (free == null && nobodyWill(number, all)) {
                waiting.remove();
                lost(number, "", "no worker has registered it");
            }
        }
    }

    private boolean isFree(Seat seat) {
        return seat.state() == State.SERVING && !running.containsKey(seat.pid());
    }

    /** Returns the first worker without a request that can handle a signal now, or else the first with one, or null. */
    private @Nullable Seat freeFor(int number, List<Seat> all) {
        Seat busy = null;
        for (Seat seat : all) {
            if (isFree(seat) && handles(seat, number)) {
                if (!seat.busy()) {
                    return seat;
                }
                busy = busy == null ? seat : busy;
            }
        }
        return busy;
    }

    /** Tells whether all workers serve that there will be for now, and none of them handles a signal. */
    private boolean nobodyWill(int number, List<Seat> all) {
        boolean anybody = false;
        for (Seat seat : all) {
            if (seat.state() == State.CHANGING || handles(seat, number)) {
                return false;
            }
            anybody |= seat.state() == State.SERVING;
        }
        return anybody;
    }

    private boolean handles(Seat seat, int number) {
        BitSet known = registrations.get(seat.pid());
        return known != null && known.get(number);
    }

    private boolean give(Seat seat, int number) {
        boolean sent = seats.send(seat.worker(), number);
        if (sent) {
            running.put(seat.pid(), number);
        }
        return sent;
    }

    /** Reports at most one such signal each second, since whoever raises it may do so without end. */
    private void lost(int number, String where, String reason) {
        unrouted++;
        report.passes(clock.getAsLong())
                .ifPresent(before -> MasterMessages.signalUnrouted(number, where, reason, before));
    }

    private void show() {
        shared.settle();
        int worker = 1;
        for (SignalQueue queue : own) {
            queue.settle();
            seats.waiting(worker++, queue.size());
        }
        board.accept(new SignalCounts(shared.size(), routed, unrouted));
    }
}
