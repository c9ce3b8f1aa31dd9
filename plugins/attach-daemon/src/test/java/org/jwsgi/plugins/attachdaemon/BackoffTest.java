package org.jwsgi.plugins.attachdaemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /** A daemon that dies within the second after its start, under a master that notices so at the next second. */
    private static List<Long> startTimes(Backoff backoff, int count) {
        List<Long> times = new ArrayList<>();
        long now = 100;
        for (int i = 0; i < count; i++) {
            long start = now + backoff.next(now);
            times.add(start - 100);
            now = start + 1;
        }
        return times;
    }

    @Test
    void pauses_as_uwsgi_does() {
        // The start times that uWSGI 2.0.21 showed for a daemon that dies after 0.2 s.
        assertThat(startTimes(new Backoff(0, 10), 8)).containsExactly(0L, 2L, 4L, 6L, 9L, 12L, 16L, 17L);
    }

    @Test
    void pauses_no_longer_than_allowed() {
        assertThat(startTimes(new Backoff(1, 10), 8)).containsExactly(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L);
    }

    @Test
    void a_daemon_is_broken_after_so_many_quick_deaths_and_whole_again_after_a_long_life() {
        Backoff backoff = new Backoff(1, 2);
        backoff.next(0);
        backoff.next(1);
        assertThat(backoff.breaks()).isFalse();
        backoff.next(2);
        assertThat(backoff.breaks()).isTrue();
        backoff.next(3);
        assertThat(backoff.breaks()).isFalse();
        assertThat(backoff.broken()).isTrue();
        backoff.next(1000);
        assertThat(backoff.broken()).isFalse();
        assertThat(backoff.starts()).isEqualTo(5);
    }
}
