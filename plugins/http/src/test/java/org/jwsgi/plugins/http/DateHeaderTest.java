package org.jwsgi.plugins.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DateHeaderTest {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Property
    void agrees_with_the_calendar(@ForAll @LongRange(min = -30_610_224_000_000L, max = 253_402_300_799_999L) long now) {
        assertThat(new String(new DateHeader().line(now), US_ASCII))
                .isEqualTo("Date: " + HTTP_DATE.format(Instant.ofEpochMilli(now)) + "\r\n");
    }

    @Property(tries = 20)
    void changes_with_the_second(@ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
        DateHeader date = new DateHeader();
        byte[] first = date.line(second * 1000);
        assertThat(date.line(second * 1000 + 999)).isSameAs(first);
        assertThat(date.line(second * 1000 + 1000)).isNotEqualTo(first);
    }
}
