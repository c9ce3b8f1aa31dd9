package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LogTextTest {
    @Test
    void harmless_text_is_returned_as_it_is() {
        String text = "GET /caf\u00e9?x=1 \u20ac";
        assertThat(LogText.clean(text)).isSameAs(text);
    }

    @Test
    void harmful_text_is_escaped() {
        assertThat(LogText.clean("a\nb\r\t\u0001\u0085\"\\")).isEqualTo("a\\nb\\r\\t\\u0001\\u0085\\\"\\\\");
    }

    @Property
    void numbers_print_as_java_prints_them(@ForAll long number) {
        LineBuffer line = new LineBuffer(1);
        line.add(number);
        assertThat(new String(line.array(), 0, line.length(), UTF_8)).isEqualTo(Long.toString(number));
    }

    @Property
    void bytes_that_are_no_utf_8_pass_unless_they_are_controls(@ForAll byte[] bytes) {
        LineBuffer line = new LineBuffer(1);
        line.addEscaped(bytes, 0, bytes.length);
        for (int i = 0; i < line.length(); i++) {
            assertThat(line.array()[i] & 0xff).isGreaterThanOrEqualTo(' ').isNotEqualTo(0x7f);
        }
    }
}
