package org.jwsgi.kernel.master;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.kernel.supervise.ChildState;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/**
 * The workers of the pool, as far as signals need them. Master loop.
 *
 * @param pool the workers
 * @param board the scoreboard
 * @param life whether they are suspended
 */
record PoolSeats(WorkerPool pool, Scoreboard board, InstanceLife life) implements SignalSeats {
    @Override
    public List<Seat> seats() {
        List<Seat> seats = new ArrayList<>(pool.slots().size());
        for (WorkerSlot slot : pool.slots()) {
            seats.add(new Seat(
                    slot.id, slot.pid(), stateOf(slot), board.worker(slot.id).busy()));
        }
        return seats;
    }

    private static State stateOf(WorkerSlot slot) {
        if (slot.state instanceof ChildState.Ready && slot.channel != null) {
            return State.SERVING;
        }
        return slot.cheaped ? State.CHEAPED : State.CHANGING;
    }

    @Override
    public boolean paused() {
        return life.paused();
    }

    @Override
    public boolean isProcess(int pid) {
        return pool.processes().stream().anyMatch(slot -> slot.pid() == pid);
    }

    @Override
    public boolean send(int worker, int number) {
        WorkerSlot slot = pool.slots().get(worker - 1);
        return slot.channel != null && slot.channel.offer(new ControlMessage.HandleSignal(number));
    }

    @Override
    public void waiting(int worker, int count) {
        board.worker(worker).set(WorkerField.SIGNAL_QUEUE, count);
    }
}
