package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpawnThrottleTest {
    private static final long SECOND = 1_700_000_000_000L;

    private final SpawnThrottle throttle = new SpawnThrottle(1000, 180_000);

    /** Lets a vassal come, wait as long as it has to, and be spawned. */
    private long spawnAt(long now) {
        long delay = throttle.delay(now);
        throttle.spawned(now + delay);
        return delay;
    }

    @Test
    void the_first_spawn_does_not_wait() {
        assertThat(spawnAt(SECOND)).isZero();
    }

    @Test
    void a_spawn_in_the_second_of_the_last_one_lengthens_the_delay_up_to_the_maximum() {
        SpawnThrottle quick = new SpawnThrottle(1000, 2500);
        quick.spawned(SECOND);
        quick.spawned(SECOND + 10);
        assertThat(quick.level(SECOND)).isEqualTo(1000);
        assertThat(quick.delay(SECOND + 10)).isEqualTo(1000);
        assertThat(quick.delay(SECOND + 300)).isEqualTo(710);
        quick.spawned(SECOND + 20);
        assertThat(quick.level(SECOND)).isEqualTo(2000);
        quick.spawned(SECOND + 30);
        assertThat(quick.level(SECOND)).isEqualTo(2500);
    }

    @Test
    void a_spawn_in_another_second_halves_the_delay() {
        throttle.spawned(SECOND);
        throttle.spawned(SECOND);
        assertThat(spawnAt(SECOND + 1000)).isZero();
        assertThat(throttle.level(SECOND + 1000)).isEqualTo(500);
        assertThat(spawnAt(SECOND + 2500)).isZero();
        assertThat(throttle.level(SECOND + 2500)).isEqualTo(250);
    }

    @Test
    void each_quiet_second_halves_the_delay() {
        throttle.spawned(SECOND);
        throttle.spawned(SECOND);
        assertThat(throttle.level(SECOND + 1999)).isEqualTo(1000);
        assertThat(throttle.level(SECOND + 2000)).isEqualTo(500);
        assertThat(throttle.level(SECOND + 4000)).isEqualTo(125);
        assertThat(throttle.level(SECOND + 3_600_000)).isZero();
        throttle.spawned(SECOND + 4000);
        assertThat(throttle.level(SECOND + 4000)).isEqualTo(62);
    }

    @Test
    void a_queue_moves_on_by_about_one_vassal_for_each_step() {
        long now = SECOND;
        for (int i = 0; i < 60; i++) {
            long delay = spawnAt(now);
            assertThat(delay).isLessThanOrEqualTo(2000);
            now += delay;
        }
        assertThat(now - SECOND).isBetween(45_000L, 75_000L);
    }

    @Test
    void an_exempted_spawn_does_not_change_the_delay_but_is_the_last_one() {
        throttle.exempted(SECOND);
        throttle.exempted(SECOND);
        assertThat(throttle.level(SECOND)).isZero();
        throttle.spawned(SECOND);
        assertThat(throttle.level(SECOND)).isEqualTo(1000);
    }

    @Test
    void a_reset_forgets_everything() {
        spawnAt(SECOND);
        spawnAt(SECOND);
        throttle.reset();
        assertThat(throttle.level(SECOND)).isZero();
        assertThat(spawnAt(SECOND + 1001)).isZero();
    }
}
