package org.jwsgi.kernel.supervise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildOutputTest {
    private final List<String> lines = new ArrayList<>();
    private final ChildOutput.Reader reader = new ChildOutput.Reader(new EventLoop(), -1, lines::add);

    private void write(String text) {
        for (byte b : text.getBytes(UTF_8)) {
            reader.take(b);
        }
    }

    @Test
    void hands_on_whole_lines() {
        write("one\ntw");
        assertThat(lines).containsExactly("one");
        write("ö\r\n\nrest");
        assertThat(lines).containsExactly("one", "twö", "");
        reader.finish();
        assertThat(lines).containsExactly("one", "twö", "", "rest");
    }

    @Test
    void hands_on_a_long_line_in_pieces() {
        write("x".repeat(2 * ChildOutput.LONGEST + 5));
        reader.finish();
        assertThat(lines).extracting(String::length).containsExactly(ChildOutput.LONGEST, ChildOutput.LONGEST, 5);
    }
}
