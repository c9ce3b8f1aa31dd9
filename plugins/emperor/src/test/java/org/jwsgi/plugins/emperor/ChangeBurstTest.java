package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long changes are waited out, on a clock of its own. */
final class ChangeBurstTest {
    private static final int MILLI = 1_000_000;

    /** Close to where a clock of nanoseconds turns negative. */
    private long now = Long.MAX_VALUE - 50L * MILLI;

    private final long begun = now;
    private final ChangeBurst burst = new ChangeBurst(ChangeBurst.Limits.USUAL, now);

    private long millis() {
        return (now - begun) / MILLI;
    }

    private void change(String file) {
        burst.changed(Path.of(file), now);
    }

    /** Lets time pass until a change comes; false when the burst is over before. */
    private boolean lasts(int millis) {
        long patience = burst.patience(now);
        now += Math.min(millis * (long) MILLI, Math.max(0, patience));
        return patience > millis * (long) MILLI;
    }

    @Test
    void a_single_change_is_over_after_thirty_milliseconds() {
        change("a.ini");
        assertThat(lasts(29)).isTrue();
        assertThat(lasts(1)).isFalse();
        assertThat(millis()).isEqualTo(30);
    }

    @Test
    void five_hundred_files_touched_by_a_loop_are_one_burst() {
        for (int i = 0; i < 500; i++) {
            change("v" + i + ".ini");
            assertThat(lasts(5)).isTrue(); // a program for each file, on a busy machine
        }
        assertThat(lasts(Integer.MAX_VALUE)).isFalse();
        assertThat(millis()).isEqualTo(500 * 5 + 245);
    }

    @Test
    void a_quick_loop_is_over_as_soon_as_a_single_change() {
        for (int i = 0; i < 500; i++) {
            change("v" + i + ".ini");
            now += MILLI / 20;
        }
        assertThat(lasts(29)).isTrue();
        assertThat(lasts(1)).isFalse();
    }

    @Test
    void a_loop_may_pause_for_fifty_times_its_usual_step_where_a_few_files_may_not() {
        for (int i = 0; i < 5; i++) {
            change("v" + i + ".ini");
            assertThat(lasts(2)).isTrue();
        }
        assertThat(lasts(97)).isTrue();
        assertThat(lasts(1)).isFalse();
    }

    @Test
    void a_file_that_is_written_all_the_time_keeps_others_waiting_for_a_second() {
        change("other.ini");
        do {
            change("busy.ini");
        } while (lasts(10));
        assertThat(millis()).isEqualTo(1000);
    }

    @Test
    void new_files_without_end_keep_others_waiting_for_three_seconds() {
        int file = 0;
        do {
            change("v" + file++ + ".ini");
        } while (lasts(10));
        assertThat(millis()).isEqualTo(3000);
    }

    @Test
    void more_changes_than_can_be_named_count_as_those_of_new_files() {
        for (int i = 0; i < 100; i++) {
            burst.overflowed(now);
            assertThat(lasts(20)).isTrue();
        }
        assertThat(Duration.ofNanos(burst.patience(now))).isEqualTo(Duration.ofMillis(230));
    }
}
