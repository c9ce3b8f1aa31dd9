package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SeldomLineTest {
    @Test
    void one_line_passes_in_a_second_and_tells_of_the_others() {
        SeldomLine line = new SeldomLine();
        assertThat(line.passes(-5)).isEqualTo(OptionalLong.of(0));
        assertThat(line.passes(-4)).isEmpty();
        assertThat(line.passes(994)).isEmpty();
        assertThat(line.passes(995)).isEqualTo(OptionalLong.of(2));
        assertThat(line.passes(1995)).isEqualTo(OptionalLong.of(0));
    }
}
