package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogFramingTest {
    private final List<String> events = new ArrayList<>();
    private final LogFraming framing =
            new LogFraming(16, line -> events.add((line.request() ? "R " : "") + line.text()));

    @Test
    void lines_mean_the_same_however_they_are_cut() {
        byte[] input = concatenated(
                "one\n".getBytes(UTF_8),
                LogFraming.framed("a\n\tb\n\n".getBytes(UTF_8), 0, 6),
                LogFraming.request("GET /\n".getBytes(UTF_8), 0, 6),
                "two\n".getBytes(UTF_8));
        for (int cut = 0; cut <= input.length; cut++) {
            events.clear();
            accept(Arrays.copyOf(input, cut));
            accept(Arrays.copyOfRange(input, cut, input.length));
            assertThat(events).containsExactly("one\n", "a\n\tb\n\n", "R GET /\n", "two\n");
            assertThat(framing.hasRest()).isFalse();
        }
    }

    @Test
    void longer_lines_come_in_pieces() {
        accept("0123456789abcdef0123\n".getBytes(UTF_8));
        assertThat(events).containsExactly("0123456789abcdef", "0123\n");
        accept("0123456789".getBytes(UTF_8));
        accept("abcdef0123\n".getBytes(UTF_8));
        assertThat(events).containsExactly("0123456789abcdef", "0123\n", "0123456789abcdef", "0123\n");
    }

    @Test
    void a_line_without_an_end_waits_to_be_flushed() {
        accept("prompt> ".getBytes(UTF_8));
        assertThat(events).isEmpty();
        assertThat(framing.hasRest()).isTrue();
        framing.flush(0);
        assertThat(events).containsExactly("prompt> ");
    }

    private void accept(byte[] bytes) {
        framing.accept(MemorySegment.ofArray(bytes), bytes.length, 0);
    }

    private static byte[] concatenated(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
