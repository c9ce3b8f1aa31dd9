package org.jwsgi.kernel.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.master.InstanceSnapshot.SignalCounts;
import org.jwsgi.kernel.master.SignalSeats.Seat;
import org.jwsgi.kernel.master.SignalSeats.State;
import org.jwsgi.kernel.supervise.SignalTarget;

/** Who handles which signal, and what waits, for three workers. */
class SignalRouterTest {
    private static final SignalTarget ANY = new SignalTarget.FirstFree();

    private final Map<Integer, Seat> workers = new HashMap<>();
    private final List<String> sent = new ArrayList<>();
    private final Map<Integer, Integer> waiting = new HashMap<>();
    private boolean paused;
    private boolean deaf;
    private SignalCounts counts = SignalCounts.NONE;
    private final SignalRouter router = new SignalRouter(3, new Seats(), shown -> counts = shown, () -> 0);

    private final class Seats implements SignalSeats {
        @Override
        public List<Seat> seats() {
            return workers.values().stream().toList();
        }

        @Override
        public boolean paused() {
            return paused;
        }

        @Override
        public boolean isProcess(int pid) {
            return workers.values().stream().anyMatch(seat -> seat.pid() == pid);
        }

        @Override
        public boolean send(int worker, int number) {
            if (!deaf) {
                sent.add(number + " to " + worker);
            }
            return !deaf;
        }

        @Override
        public void waiting(int worker, int count) {
            waiting.put(worker, count);
        }
    }

    SignalRouterTest() {
        for (int worker = 1; worker <= 3; worker++) {
            seat(worker, State.SERVING, false);
        }
    }

    private void seat(int worker, State state, boolean busy) {
        workers.put(worker, new Seat(worker, state == State.CHEAPED ? 0 : 100 + worker, state, busy));
    }

    private void registerAll(int number, SignalTarget target) {
        for (int worker = 1; worker <= 3; worker++) {
            router.registered(100 + worker, number, target);
        }
    }

    private List<String> sent() {
        List<String> now = List.copyOf(sent);
        sent.clear();
        return now;
    }

    @Test
    void the_first_free_worker_without_a_request_is_preferred() {
        registerAll(17, ANY);
        seat(1, State.SERVING, true);
        router.raise(17);
        router.raise(17);
        router.raise(17);
        router.raise(17);
        assertThat(sent()).containsExactly("17 to 2", "17 to 3", "17 to 1");
        assertThat(counts).isEqualTo(new SignalCounts(1, 4, 0));
        router.done(103);
        assertThat(sent()).containsExactly("17 to 3");
        assertThat(counts).isEqualTo(new SignalCounts(0, 4, 0));
    }

    @Test
    void targets_name_who_handles() {
        registerAll(1, new SignalTarget.All());
        registerAll(2, new SignalTarget.One(2));
        registerAll(3, new SignalTarget.Active());
        seat(1, State.CHANGING, false);
        router.raise(1);
        assertThat(sent()).containsExactly("1 to 2", "1 to 3");
        router.raise(2);
        assertThat(sent()).isEmpty();
        assertThat(waiting).containsEntry(1, 1).containsEntry(2, 1).containsEntry(3, 0);
        router.done(102);
        assertThat(sent()).containsExactly("2 to 2");
        router.raise(3);
        router.done(102);
        router.done(103);
        assertThat(sent()).containsExactly("3 to 2", "3 to 3");
        seat(1, State.SERVING, false);
        router.dispatch();
        assertThat(sent()).containsExactly("1 to 1");
    }

    @Test
    void what_nobody_will_handle_is_unrouted() {
        router.raise(17);
        registerAll(2, new SignalTarget.One(9));
        router.raise(2);
        assertThat(counts).isEqualTo(new SignalCounts(0, 0, 2));
        router.registered(101, 3, new SignalTarget.One(2));
        router.raise(3);
        assertThat(sent()).isEmpty();
        assertThat(counts.unrouted()).isEqualTo(3);
        assertThat(waiting).containsEntry(2, 0);
        registerAll(4, new SignalTarget.Active());
        paused = true;
        router.raise(4);
        assertThat(counts.unrouted()).isEqualTo(4);
    }

    @Test
    void only_workers_that_have_registered_a_signal_get_it() {
        router.registered(103, 17, ANY);
        router.registered(101, 18, ANY);
        router.raise(17);
        router.raise(17);
        router.raise(18); // is not held up by the one that waits
        assertThat(sent()).containsExactly("17 to 3", "18 to 1");
    }

    @Test
    void a_dead_worker_loses_the_signal_that_it_handled_and_its_successor_gets_the_rest() {
        registerAll(2, new SignalTarget.One(2));
        router.raise(2);
        router.raise(2);
        seat(2, State.CHANGING, false);
        router.ended(2, 102);
        assertThat(sent()).containsExactly("2 to 2");
        workers.put(2, new Seat(2, 202, State.CHANGING, false));
        router.registered(202, 2, new SignalTarget.One(2));
        assertThat(sent()).isEmpty();
        workers.put(2, new Seat(2, 202, State.SERVING, false));
        router.dispatch();
        assertThat(sent()).containsExactly("2 to 2");
        assertThat(waiting).containsEntry(2, 0);
    }

    @Test
    void a_successor_that_does_not_register_a_signal_gets_none_that_waits() {
        registerAll(17, ANY);
        registerAll(2, new SignalTarget.One(2));
        seat(2, State.CHANGING, false);
        router.raise(2);
        router.ended(2, 102);
        workers.put(2, new Seat(2, 202, State.SERVING, false));
        router.dispatch();
        assertThat(sent()).isEmpty();
        assertThat(counts).isEqualTo(new SignalCounts(0, 1, 1));
    }

    @Test
    void signals_for_anybody_wait_while_workers_start_and_are_given_up_when_none_has_registered_them() {
        registerAll(17, ANY);
        for (int worker = 1; worker <= 3; worker++) {
            router.ended(worker, 100 + worker);
            workers.put(worker, new Seat(worker, 200 + worker, State.CHANGING, false));
        }
        router.raise(17);
        assertThat(counts.waiting()).isEqualTo(1);
        for (int worker = 1; worker <= 3; worker++) {
            workers.put(worker, new Seat(worker, 200 + worker, State.SERVING, false));
            router.dispatch();
        }
        assertThat(sent()).isEmpty();
        assertThat(counts).isEqualTo(new SignalCounts(0, 1, 1));
    }

    @Test
    void signals_wait_for_cheaped_workers_but_not_those_for_all() {
        registerAll(17, ANY);
        registerAll(18, new SignalTarget.All());
        for (int worker = 1; worker <= 3; worker++) {
            router.ended(worker, 100 + worker);
            seat(worker, State.CHEAPED, false);
        }
        router.raise(17);
        router.raise(18);
        assertThat(counts).isEqualTo(new SignalCounts(1, 1, 1));
        workers.put(1, new Seat(1, 201, State.SERVING, false));
        router.registered(201, 17, ANY);
        assertThat(sent()).containsExactly("17 to 1");
    }

    @Test
    void suspended_workers_get_their_signals_when_they_resume() {
        registerAll(17, ANY);
        paused = true;
        router.raise(17);
        assertThat(sent()).isEmpty();
        assertThat(counts).isEqualTo(new SignalCounts(1, 1, 0));
        paused = false;
        router.dispatch();
        assertThat(sent()).containsExactly("17 to 1");
    }

    @Test
    void a_worker_that_cannot_be_told_is_told_later() {
        registerAll(2, new SignalTarget.One(2));
        deaf = true;
        router.raise(2);
        assertThat(waiting).containsEntry(2, 1);
        deaf = false;
        router.dispatch();
        assertThat(sent()).containsExactly("2 to 2");
    }

    @Test
    void a_queue_has_an_end() {
        registerAll(2, new SignalTarget.One(2));
        registerAll(17, ANY);
        for (int i = 0; i < 1 + SignalQueue.LONGEST + 5; i++) {
            router.raise(2);
        }
        assertThat(counts).isEqualTo(new SignalCounts(0, 1 + SignalQueue.LONGEST, 5));
        assertThat(waiting).containsEntry(2, SignalQueue.LONGEST);
        router.raise(17);
        assertThat(sent()).containsExactly("2 to 2", "17 to 1");
        router.done(102);
        router.raise(2);
        assertThat(waiting).containsEntry(2, SignalQueue.LONGEST);
    }
}
