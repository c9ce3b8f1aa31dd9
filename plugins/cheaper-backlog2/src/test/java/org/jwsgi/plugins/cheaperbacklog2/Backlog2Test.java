package org.jwsgi.plugins.cheaperbacklog2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.FakePool;
import org.jwsgi.api.cheaper.PoolSnapshot.Activity;

/** The quirk of {@code backlog2}: it compares {@code socket-timeout}, not the queue. */
class Backlog2Test {
    private static CheaperAlgorithm with(String... timeouts) {
        FakePluginContext context = new FakePluginContext();
        for (String timeout : timeouts) {
            context.configured("socket-timeout", timeout);
        }
        return new Backlog2Provider().create(context);
    }

    @Test
    void starts_all_by_default_since_4_is_more_than_3() {
        assertThat(new FakePool(4, 1).step(2).decide(with(), 3)).containsExactly(2, 1, 0);
    }

    @Test
    void stops_down_to_the_minimum_with_a_short_timeout() {
        FakePool pool = new FakePool(4, 1).worker(2, Activity.IDLE).backlog(100);
        assertThat(pool.decide(with("9", "2"), 3)).containsExactly(-1, 0, 0);
    }

    @Test
    void does_nothing_when_both_are_equal() {
        assertThat(new FakePool(4, 1).backlog(100).decide(with("3"), 3)).containsOnly(0);
    }
}
