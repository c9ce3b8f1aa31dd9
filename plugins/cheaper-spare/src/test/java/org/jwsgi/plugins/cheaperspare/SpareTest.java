package org.jwsgi.plugins.cheaperspare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jwsgi.api.cheaper.FakePool;
import org.jwsgi.api.cheaper.PoolSnapshot.Activity;

/** The rules of {@code spare}, as observed from uWSGI 2.0.21. */
class SpareTest {
    private final Spare spare = new Spare();

    @Test
    void starts_workers_only_after_all_were_busy_for_longer_than_the_overload() {
        FakePool pool = new FakePool(5, 2).step(2).busy(2);
        assertThat(pool.decide(spare, 3)).containsExactly(0, 0, 0);
        assertThat(pool.decide(spare)).isEqualTo(2);
        assertThat(pool.active()).isEqualTo(4);
    }

    @Test
    void starts_no_more_than_there_are() {
        FakePool pool = new FakePool(5, 4).step(3).busy(4);
        assertThat(pool.decide(spare, 4)).containsExactly(0, 0, 0, 1);
        pool.busy(5);
        assertThat(pool.decide(spare, 12)).containsOnly(0);
    }

    @Test
    void starts_one_without_a_step() {
        assertThat(new FakePool(5, 1).busy(1).decide(spare, 4)).containsExactly(0, 0, 0, 1);
    }

    @Test
    void begins_to_count_anew_after_it_has_started_some() {
        FakePool pool = new FakePool(5, 1).busy(1);
        pool.decide(spare, 4);
        pool.busy(2);
        assertThat(pool.decide(spare, 4)).containsExactly(0, 0, 0, 1);
    }

    @Test
    void each_second_with_a_free_worker_takes_back_one_without() {
        FakePool pool = new FakePool(5, 2).busy(2);
        pool.decide(spare, 3); // count 3
        pool.busy(1);
        pool.decide(spare, 2); // count 1
        pool.busy(2);
        assertThat(pool.decide(spare, 3)).containsExactly(0, 0, 1);
    }

    @Test
    void starts_nothing_while_that_is_forbidden_but_keeps_counting() {
        FakePool pool = new FakePool(5, 1).busy(1).maySpawn(false);
        assertThat(pool.decide(spare, 10)).containsOnly(0);
        assertThat(pool.maySpawn(true).decide(spare)).isEqualTo(1);
    }

    @Test
    void stops_one_each_overload_while_several_are_free() {
        FakePool pool = new FakePool(5, 5);
        FakePool shrinking = new FakePool(5, 2);
        for (int id = 3; id <= 5; id++) {
            shrinking.worker(id, Activity.IDLE);
        }
        assertThat(shrinking.decide(spare, 9)).containsExactly(0, 0, -1, 0, 0, -1, 0, 0, -1);
        assertThat(shrinking.decide(spare, 9)).containsOnly(0);
        assertThat(shrinking.active()).isEqualTo(2);
        assertThat(pool.decide(new Spare(), 9)).containsOnly(0);
    }

    @Test
    void is_content_with_exactly_one_free_worker() {
        FakePool pool = new FakePool(5, 1);
        for (int id = 2; id <= 4; id++) {
            pool.worker(id, Activity.IDLE);
        }
        pool.busy(3);
        assertThat(pool.decide(spare, 20)).containsOnly(0);
        assertThat(pool.busy(2).decide(spare, 3)).containsExactly(0, 0, -1);
    }

    @Test
    void a_second_without_a_free_worker_begins_the_wait_for_a_stop_anew() {
        FakePool pool = new FakePool(3, 1);
        pool.worker(2, Activity.IDLE);
        pool.decide(spare, 2); // relaxed 2 of 3
        pool.busy(2);
        pool.decide(spare); // overloaded 1
        pool.busy(0);
        assertThat(pool.decide(spare, 3)).containsExactly(0, 0, -1); // the first second takes the overload back
    }
}
