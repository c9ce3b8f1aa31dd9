package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.supervise.RespawnThrottle.Verdict;

class RespawnThrottleTest {
    private static final Verdict GO = new Verdict.Go();

    @Test
    void pauses_on_the_third_fast_death_of_one_worker() {
        RespawnThrottle throttle = new RespawnThrottle(1, 1, 2000);
        assertThat(throttle.judge(5000)).isEqualTo(GO);
        assertThat(throttle.judge(5100)).isEqualTo(GO);
        assertThat(throttle.judge(5200)).isEqualTo(new Verdict.Hold(7200, true));
        assertThat(throttle.judge(5300)).isEqualTo(new Verdict.Hold(7200, false));
        assertThat(throttle.judge(7200)).isEqualTo(GO);
    }

    @Test
    void forgets_deaths_that_are_far_apart() {
        RespawnThrottle throttle = new RespawnThrottle(1, 1, 2000);
        for (long now = 0; now < 100_000; now += 2000) {
            assertThat(throttle.judge(now)).isEqualTo(GO);
        }
    }

    @Test
    void more_workers_may_die_more_often() {
        RespawnThrottle throttle = new RespawnThrottle(1, 3, 2000);
        for (int death = 0; death < 4; death++) {
            assertThat(throttle.judge(0)).isEqualTo(GO);
        }
        assertThat(throttle.judge(0)).isEqualTo(new Verdict.Hold(2000, true));
    }

    @Test
    void never_pauses_without_a_delay() {
        RespawnThrottle throttle = new RespawnThrottle(1, 1, 0);
        for (int death = 0; death < 100; death++) {
            assertThat(throttle.judge(0)).isEqualTo(GO);
        }
    }
}
