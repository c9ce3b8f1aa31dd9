package org.jwsgi.api.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronFieldsTest {
    /** 2026-11-22 is a Sunday. */
    @ParameterizedTest
    @CsvSource({
        "-1 -1 -1 -1 -1, 2026-11-21T13:37, true",
        "37 13 -1 -1 -1, 2026-11-21T13:37, true",
        "38 13 -1 -1 -1, 2026-11-21T13:37, false",
        "37 12 -1 -1 -1, 2026-11-21T13:37, false",
        "-5 -1 -1 -1 -1, 2026-11-21T13:35, true",
        "-5 -1 -1 -1 -1, 2026-11-21T13:36, false",
        "-1 -1 -1 -2 -1, 2026-10-21T13:36, true",
        "-1 -1 -1 -2 -1, 2026-11-21T13:36, false",
        "-1 -1 -7 -1 -1, 2026-11-21T13:36, true",
        "-1 -1 -8 -1 -1, 2026-11-21T13:36, false",
        "-1 -1 -1 -1 -4, 2026-11-22T13:36, true",
        "-1 -1 -1 -1 -4, 2026-11-26T13:36, true",
        "-1 -1 -1 -1 -4, 2026-11-25T13:36, false",
        "-1 -1 -1 -1 0, 2026-11-22T00:00, true",
        "-1 -1 -1 -1 7, 2026-11-22T00:00, true",
        "-1 -1 -1 -1 6, 2026-11-22T00:00, false",
        "-1 -1 22 -1 3, 2026-11-22T00:00, true",
        "-1 -1 21 -1 0, 2026-11-22T00:00, true",
        "-1 -1 21 -1 3, 2026-11-22T00:00, false",
        "-1 -1 21 -1 -3, 2026-11-22T00:00, false",
    })
    void matches(String fields, LocalDateTime time, boolean matches) {
        assertThat(CronFields.parse(fields + " x").fields().matches(time)).isEqualTo(matches);
    }

    @Test
    void reads_what_follows_the_fields() {
        assertThat(CronFields.parse(" 1  2 3 4 7\techo  a ").rest()).isEqualTo("echo  a ");
        assertThat(CronFields.parse("1 2 3 4 7 x").fields()).isEqualTo(new CronFields(1, 2, 3, 4, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 2 3 4 x", "* * * * * x", "1 2 3 4 5", "1 2 3 4 5 ", "-1 -1 -1 -1 -1x x"})
    void refuses_less_than_five_numbers_and_a_command(String text) {
        assertThatThrownBy(() -> CronFields.parse(text)).hasMessage("invalid cron syntax");
    }
}
