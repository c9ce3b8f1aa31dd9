package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpawnThrottleTest {
    private static final long SECOND = 1_700_000_000_000L;

    private final SpawnThrottle throttle = new SpawnThrottle(1000, 2500);

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
    void each_spawn_in_the_second_of_the_last_one_waits_longer_up_to_the_maximum() {
        assertThat(spawnAt(SECOND)).isZero();
        assertThat(spawnAt(SECOND + 10)).isEqualTo(1000);
        assertThat(spawnAt(SECOND + 1010)).isEqualTo(2000);
        assertThat(spawnAt(SECOND + 3010)).isEqualTo(2500);
        assertThat(spawnAt(SECOND + 5510)).isEqualTo(2500);
    }

    @Test
    void a_spawn_in_another_second_halves_the_delay() {
        spawnAt(SECOND);
        spawnAt(SECOND);
        assertThat(throttle.level()).isEqualTo(1000);
        assertThat(spawnAt(SECOND + 60_000)).isEqualTo(500);
        assertThat(spawnAt(SECOND + 120_000)).isEqualTo(250);
    }

    @Test
    void a_reset_forgets_everything() {
        spawnAt(SECOND);
        spawnAt(SECOND);
        throttle.reset();
        assertThat(throttle.level()).isZero();
        assertThat(spawnAt(SECOND + 1001)).isZero();
    }
}
