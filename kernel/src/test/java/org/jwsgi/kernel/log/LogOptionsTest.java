package org.jwsgi.kernel.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogOptionsTest {
    @Test
    void log_date_is_a_format_or_a_switch() {
        assertThat(LogOptions.DEFAULTS.dated()).isFalse();
        for (String on : new String[] {"true", "1", "yes", "on", ""}) {
            assertThat(OptionsForTests.date(on).dated()).as(on).isTrue();
            assertThat(OptionsForTests.date(on).dateFormat()).as(on).isEmpty();
        }
        for (String off : new String[] {"false", "0", "no", "off"}) {
            assertThat(OptionsForTests.date(off).dated()).as(off).isFalse();
            assertThat(OptionsForTests.date(off).dateFormat()).as(off).isEmpty();
        }
        assertThat(OptionsForTests.date("%Y").dated()).isTrue();
        assertThat(OptionsForTests.date("%Y").dateFormat()).contains("%Y");
    }
}
