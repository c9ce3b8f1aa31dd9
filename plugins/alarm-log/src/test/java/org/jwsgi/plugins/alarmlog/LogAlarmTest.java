package org.jwsgi.plugins.alarmlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.contract.AlarmContract;

class LogAlarmTest extends AlarmContract {
    private static final String DATE = "Sun Nov  1 09:06:08 2026";

    private final RecordingLogger log = new RecordingLogger();

    @Override
    protected AlarmProvider provider() {
        return new LogAlarmProvider();
    }

    @Override
    protected List<String> good() {
        return List.of("", "PFX");
    }

    @Override
    protected List<String> bad() {
        return List.of();
    }

    private LogAlarm alarm(String prefix, boolean dated) {
        return new LogAlarm(prefix, dated, log, () -> LocalDateTime.of(2026, 11, 1, 9, 6, 8));
    }

    private static AlarmMessage message(String text) {
        return new AlarmMessage("l1", text.getBytes(UTF_8), Duration.ofSeconds(60));
    }

    @Test
    void a_message_is_a_line_with_a_date_and_a_prefix() {
        alarm("PFX", false).raise(message("TRIG one\n"));
        alarm("", true).raise(message("TRIG two"));

        assertThat(log.lines()).containsExactly("WARN " + DATE + " - ALARM: PFX TRIG one", "WARN ALARM: TRIG two");
    }

    @Test
    void its_own_lines_are_known_once_each() {
        LogAlarm alarm = alarm("PFX", false);
        alarm.raise(message("TRIG"));
        alarm.raise(message("other"));

        assertThat(alarm.wrote(DATE + " - ALARM: PFX TRIG")).isTrue();
        assertThat(alarm.wrote(DATE + " - ALARM: PFX TRIG")).isFalse();
        assertThat(alarm.wrote("an app says - ALARM: disk full")).isFalse();
        assertThat(alarm.wrote(DATE + " - ALARM: PFX other")).isTrue();
        assertThat(alarm.wrote("PFX other")).isFalse();
    }

    @Test
    void a_line_that_the_log_has_cut_is_known() {
        LogAlarm alarm = alarm("", false);
        alarm.raise(message("x".repeat(9000)));

        assertThat(alarm.wrote(DATE + " - ALARM: " + "x".repeat(8000))).isTrue();
    }

    @Test
    void lines_that_the_log_has_lost_are_forgotten() {
        LogAlarm alarm = alarm("", false);
        alarm.raise(message("one"));
        alarm.raise(message("two"));

        assertThat(alarm.wrote(DATE + " - ALARM: two")).isTrue();
        assertThat(alarm.wrote(DATE + " - ALARM: one")).isFalse();
    }

    @Test
    void lines_that_nobody_asks_for_do_not_fill_the_memory() {
        LogAlarm alarm = alarm("", false);
        alarm.raise(message("first"));
        for (int i = 0; i < 300; i++) {
            alarm.raise(message("y".repeat(8000)));
        }

        assertThat(alarm.wrote(DATE + " - ALARM: first")).isFalse();
    }
}
