package org.jwsgi.plugins.cheaperbusyness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.cheaper.FakePool;
import org.jwsgi.api.cheaper.PoolSnapshot.Activity;

/** The rules of {@code busyness}; the lines are those of uWSGI 2.0.21. Cycles have two seconds unless noted. */
class BusynessTest {
    static final BusynessOptions OPTIONS = new BusynessOptions(0, 0, 0, 0, true, 0, 0, 0, 0);

    private final RecordingLogger log = new RecordingLogger();

    private Busyness algorithm(int multiplier) {
        return new Busyness(new BusynessOptions(0, 0, multiplier, 0, true, 0, 0, 0, 0), log);
    }

    private List<String> messages() {
        return log.lines().stream()
                .map(line -> line.substring("INFO ".length()))
                .toList();
    }

    private static FakePool pool(int processes, int minimum) {
        return new FakePool(processes, minimum).overload(2);
    }

    /** Brings a pool and an algorithm to the beginning of a cycle. */
    private static void begin(FakePool pool, Busyness algorithm) {
        assertThat(pool.decide(algorithm)).isZero();
    }

    @Test
    void a_zero_means_the_default() {
        assertThat(OPTIONS).isEqualTo(new BusynessOptions(50, 25, 10, 2, true, 33, 3, 1, 60));
    }

    @Test
    void tells_its_settings_once() {
        begin(pool(4, 1), algorithm(1));
        assertThat(messages())
                .containsExactly(
                        "[busyness] settings: min=25%, max=50%, overload=2, multiplier=1, respawn penalty=2",
                        "[busyness] backlog alert is set to 33 request(s), step is 1",
                        "[busyness] backlog non-zero alert is set to 60 second(s)");
    }

    @Test
    void a_worker_that_never_finishes_counts_as_busy_all_the_time() {
        Busyness algorithm = algorithm(1);
        FakePool pool = pool(4, 1);
        begin(pool, algorithm);
        pool.busy(1);
        assertThat(pool.decide(algorithm, 2)).containsExactly(0, 1);
        assertThat(messages())
                .contains(
                        "[busyness] worker 1 was busy 2 time(s) in last cycle but no request was completed during this"
                                + " time, marking as 100% busy",
                        "[busyness] 2s average busyness of 1 worker(s) is at 100%",
                        "[busyness] 2s average busyness is at 100%, will spawn 1 new worker(s)");
    }

    @Test
    void measures_the_time_in_requests() {
        Busyness algorithm = algorithm(1);
        FakePool pool = pool(4, 2);
        begin(pool, algorithm);
        pool.decide(algorithm);
        pool.ran(1, 1_500_000).ran(2, 9_000_000); // 75 % and, capped, 100 %
        assertThat(pool.step(5).decide(algorithm)).isEqualTo(2);
        assertThat(messages())
                .contains(
                        "[busyness] worker nr 1 2s average busyness is at 75%",
                        "[busyness] worker nr 2 2s average busyness is at 100%",
                        "[busyness] 2s average busyness of 2 worker(s) is at 87%");
        assertThat(algorithm.metrics())
                .containsEntry("worker.1.plugin.cheaper_busyness.busyness", 75L)
                .containsEntry("worker.2.plugin.cheaper_busyness.busyness", 100L)
                .containsEntry("worker.4.plugin.cheaper_busyness.busyness", 0L)
                .containsEntry("plugin.cheaper_busyness.total_avg_busyness", 87L);
    }

    @Test
    void says_so_when_there_are_no_more_workers() {
        Busyness algorithm = algorithm(1);
        FakePool pool = pool(1, 1);
        begin(pool, algorithm);
        assertThat(pool.busy(1).decide(algorithm, 2)).containsOnly(0);
        assertThat(messages())
                .contains("[busyness] 2s average busyness is at 100% but we already started maximum number of workers"
                        + " available with current limits (1)");
    }

    @Test
    void waits_for_its_timer_before_it_stops_an_idle_worker() {
        Busyness algorithm = algorithm(3);
        FakePool pool = pool(4, 1).worker(2, Activity.IDLE).worker(3, Activity.IDLE);
        begin(pool, algorithm); // timer: 6 seconds
        assertThat(pool.decide(algorithm, 6)).containsExactly(0, 0, 0, 0, 0, -1);
        assertThat(messages())
                .contains(
                        "[busyness] need to wait 4 more second(s) to cheap worker",
                        "[busyness] 2s average busyness is at 0%, cheap one of 3 running workers");
        assertThat(pool.decide(algorithm, 6)).containsExactly(0, 0, 0, 0, 0, -1);
        assertThat(pool.decide(algorithm, 20)).containsOnly(0);
    }

    @Test
    void does_not_go_below_the_minimum() {
        Busyness algorithm = algorithm(1);
        FakePool pool = pool(4, 2);
        assertThat(pool.decide(algorithm, 30)).containsOnly(0);
    }

    @Test
    void workers_that_are_needed_again_too_soon_raise_the_multiplier_and_peace_lowers_it() {
        Busyness algorithm = algorithm(1);
        FakePool pool = pool(4, 1).worker(2, Activity.IDLE).worker(3, Activity.IDLE);
        begin(pool, algorithm);
        assertThat(pool.decide(algorithm, 2)).containsExactly(0, -1);
        pool.busy(2);
        assertThat(pool.decide(algorithm, 2)).containsExactly(0, 1);
        assertThat(messages())
                .contains("[busyness] worker(s) respawned to fast, increasing cheaper multiplier to 3 (+2)");
        pool.busy(0);
        assertThat(pool.decide(algorithm, 6)).containsExactly(0, 0, 0, 0, 0, -1); // three cycles
        assertThat(messages()).noneMatch(line -> line.contains("decreasing"));
        assertThat(pool.decide(algorithm, 6)).containsExactly(0, 0, 0, 0, 0, -1); // the second stop in a row
        assertThat(messages()).contains("[busyness] decreasing cheaper multiplier to 2");
    }

    @Test
    void between_the_limits_the_timer_moves_and_after_three_cycles_begins_anew() {
        Busyness algorithm = algorithm(1);
        FakePool pool = pool(4, 1).worker(2, Activity.IDLE);
        begin(pool, algorithm);
        for (int i = 0; i < 3; i++) {
            pool.decide(algorithm);
            pool.ran(1, 1_500_000);
            assertThat(pool.decide(algorithm)).isZero(); // 75 % and 0 %: 37 % on average
        }
        assertThat(messages())
                .contains(
                        "[busyness] 2s average busyness is at 37%, 1 non-idle cycle(s), adjusting cheaper timer",
                        "[busyness] 2s average busyness is at 37%, 2 non-idle cycle(s), adjusting cheaper timer",
                        "[busyness] 2s average busyness is at 37%, 3 non-idle cycle(s), resetting cheaper timer");
        assertThat(pool.decide(algorithm, 2)).containsExactly(0, -1); // moved by two cycles it would be later
    }

    @Test
    void a_long_queue_starts_emergency_workers_at_once_who_go_soon() {
        Busyness algorithm = algorithm(9);
        FakePool pool = pool(4, 1);
        begin(pool, algorithm);
        pool.backlog(34);
        assertThat(pool.decide(algorithm)).isEqualTo(1); // not at the end of a cycle
        assertThat(messages())
                .contains(
                        "[busyness] 34 requests in listen queue, spawning 1 emergency worker(s) (1)!",
                        "[busyness] 1 emergency worker(s) running, using 6 seconds cheaper timer");
        pool.backlog(0);
        assertThat(pool.decide(algorithm, 7)).containsExactly(0, 0, 0, 0, 0, 0, -1);
    }

    @Test
    void a_long_queue_counts_at_the_end_of_a_cycle_too() {
        Busyness algorithm = algorithm(9);
        FakePool pool = pool(4, 1).overload(1);
        begin(pool, algorithm);
        assertThat(pool.backlog(34).decide(algorithm)).isEqualTo(1);
    }

    @Test
    void says_so_when_no_emergency_worker_is_left() {
        Busyness algorithm = algorithm(9);
        FakePool pool = pool(1, 1);
        begin(pool, algorithm);
        assertThat(pool.backlog(40).decide(algorithm)).isZero();
        assertThat(messages())
                .contains("[busyness] 40 requests in listen queue but we are already started maximum number of workers"
                        + " (1)");
    }

    @Test
    void a_queue_that_is_never_empty_starts_emergency_workers_after_a_while() {
        Busyness algorithm = new Busyness(new BusynessOptions(0, 0, 0, 0, true, 0, 0, 0, 5), log);
        FakePool pool = new FakePool(4, 1).overload(100);
        begin(pool, algorithm);
        pool.backlog(1);
        assertThat(pool.decide(algorithm, 6)).containsOnly(0);
        assertThat(pool.decide(algorithm)).isEqualTo(1);
        assertThat(messages())
                .contains(
                        "[busyness] backlog is starting to fill (1)",
                        "[busyness] backlog was non-zero for 6 second(s), spawning new worker(s)");
        pool.backlog(0).decide(algorithm);
        assertThat(messages()).contains("[busyness] backlog is now empty");
        pool.backlog(1);
        assertThat(pool.decide(algorithm, 6)).containsOnly(0);
    }

    @Test
    void is_silent_unless_asked() {
        Busyness algorithm = new Busyness(new BusynessOptions(0, 0, 0, 0, false, 0, 0, 0, 0), log);
        pool(4, 1).busy(1).decide(algorithm, 30);
        assertThat(messages()).hasSize(3).allMatch(line -> line.contains(" set"));
    }
}
