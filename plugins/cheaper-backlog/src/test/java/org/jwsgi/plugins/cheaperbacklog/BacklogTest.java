package org.jwsgi.plugins.cheaperbacklog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jwsgi.api.cheaper.FakePool;
import org.jwsgi.api.cheaper.PoolSnapshot.Activity;

/** The rules of {@code backlog}. */
class BacklogTest {
    private final Backlog backlog = new Backlog();

    @Test
    void starts_a_step_while_more_wait_than_the_overload() {
        FakePool pool = new FakePool(6, 1).step(2).backlog(4);
        assertThat(pool.decide(backlog, 4)).containsExactly(2, 2, 1, 0);
        assertThat(new FakePool(6, 1).backlog(4).maySpawn(false).decide(backlog))
                .isZero();
    }

    @Test
    void changes_nothing_while_as_many_wait() {
        assertThat(new FakePool(6, 1).worker(2, Activity.IDLE).backlog(3).decide(backlog, 5))
                .containsOnly(0);
    }

    @Test
    void stops_one_after_the_other_down_to_the_minimum_while_fewer_wait() {
        FakePool pool = new FakePool(6, 2).worker(3, Activity.IDLE).worker(4, Activity.IDLE);
        assertThat(pool.backlog(2).decide(backlog, 4)).containsExactly(-1, -1, 0, 0);
    }
}
