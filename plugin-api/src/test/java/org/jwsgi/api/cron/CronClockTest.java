package org.jwsgi.api.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CronClockTest {
    private final CronClock clock = new CronClock();
    private final CronClock.Runs runs = new CronClock.Runs();
    private LocalDateTime now = LocalDateTime.parse("2026-10-25T01:58:41");
    private long monotonic = 500;
    private final List<String> ran = new ArrayList<>();

    private void look(CronFields fields) {
        clock.look(now, monotonic);
        if (clock.isDue(fields, runs)) {
            ran.add(now.toLocalTime().toString());
        }
    }

    private void pass(CronFields fields, int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            monotonic++;
            look(fields);
        }
    }

    private static CronFields fields(String text) {
        return CronFields.parse(text + " x").fields();
    }

    @Test
    void what_always_matches_runs_at_once_and_every_sixty_seconds() {
        CronFields always = fields("-1 -1 -1 -1 -1");
        look(always);
        pass(always, 150);
        assertThat(ran).containsExactly("01:58:41", "01:59:41", "02:00:41");
    }

    @Test
    void a_fixed_minute_runs_at_its_first_second() {
        CronFields two = fields("0 2 -1 -1 -1");
        look(two);
        pass(two, 300);
        assertThat(ran).containsExactly("02:00");
    }

    @Test
    void a_minute_that_has_begun_already_counts() {
        look(fields("58 1 -1 -1 -1"));
        assertThat(ran).containsExactly("01:58:41");
    }

    @Test
    void missed_minutes_are_made_up_for_once() {
        CronFields five = fields("-5 -1 -1 -1 -1");
        look(five);
        now = now.plusMinutes(13);
        monotonic += 13 * 60;
        look(five);
        pass(five, 30);
        assertThat(ran).containsExactly("02:11:41");
    }

    @Test
    void an_hour_that_summer_time_skips_is_made_up_for() {
        CronFields half = fields("30 2 -1 -1 -1");
        look(half);
        now = LocalDateTime.parse("2026-10-25T03:00:00");
        monotonic += 79;
        look(half);
        assertThat(ran).containsExactly("03:00");
    }

    @Test
    void an_hour_that_comes_twice_runs_its_fixed_times_once_and_its_intervals_on() {
        CronFields half = fields("30 2 -1 -1 -1");
        CronFields interval = fields("-30 -1 -1 -1 -1");
        CronClock.Runs intervalRuns = new CronClock.Runs();
        int intervals = 0;
        now = LocalDateTime.parse("2026-10-25T02:10:00");
        for (int minute = 0; minute < 130; minute++) {
            look(half);
            intervals += clock.isDue(interval, intervalRuns) ? 1 : 0;
            monotonic += 60;
            now = minute == 49 ? now.minusMinutes(59) : now.plusMinutes(1);
        }
        assertThat(ran).containsExactly("02:30");
        assertThat(intervals).isEqualTo(4); // 2:30, the second 2:00, the second 2:30, 3:00
    }

    @Test
    void a_clock_that_was_wrong_by_days_is_not_made_up_for() {
        CronFields five = fields("0 3 -1 -1 -1");
        look(five);
        now = now.plusDays(3).withHour(12);
        monotonic++;
        look(five);
        assertThat(ran).isEmpty();
        now = LocalDateTime.parse("2026-10-25T02:59:59");
        monotonic++;
        look(five);
        pass(five, 2);
        assertThat(ran).containsExactly("03:00");
    }

    @Test
    void setting_the_clock_does_not_shorten_the_pause() {
        CronFields always = fields("-1 -1 -1 -1 -1");
        look(always);
        now = now.plusHours(1);
        monotonic++;
        look(always);
        assertThat(ran).hasSize(1);
    }
}
