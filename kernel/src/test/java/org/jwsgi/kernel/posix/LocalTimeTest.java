package org.jwsgi.kernel.posix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LocalTimeTest {
    // The JDK's own calendar, in the zone of the machine, is the reference: it reads the same zone another way.
    @Property(tries = 300)
    void agrees_with_the_jdk_in_the_local_zone(@ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
        assertThat(text(LocalTime.ctime(second))).isEqualTo(jdk("EEE MMM ppd HH:mm:ss yyyy", second));
        assertThat(text(LocalTime.accessLog(second))).isEqualTo(jdk("dd/MMM/yyyy:HH:mm:ss xx", second));
        assertThat(text(LocalTime.strftime("%Y-%m-%dT%H:%M:%S%z %a %b %j", second)))
                .isEqualTo(jdk("yyyy-MM-dd'T'HH:mm:ssxx EEE MMM DDD", second));
    }

    @Test
    void a_format_may_hold_any_text() {
        assertThat(text(LocalTime.strftime("[%s] 100%%", 1_795_256_377L))).isEqualTo("[1795256377] 100%");
        assertThat(LocalTime.strftime("", 0)).isEmpty();
        assertThat(LocalTime.strftime("x".repeat(2000), 0)).isEmpty();
    }

    private static String jdk(String pattern, long second) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .format(Instant.ofEpochSecond(second).atZone(ZoneId.systemDefault()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, US_ASCII);
    }
}
