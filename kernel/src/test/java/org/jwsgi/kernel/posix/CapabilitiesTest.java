package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    @Test
    void knows_names_and_numbers() {
        assertThat(Capabilities.number("chown")).isEqualTo(OptionalInt.of(0));
        assertThat(Capabilities.number("net_bind_service")).isEqualTo(OptionalInt.of(10));
        assertThat(Capabilities.number("checkpoint_restore")).isEqualTo(OptionalInt.of(40));
        assertThat(Capabilities.number("7")).isEqualTo(OptionalInt.of(7));
        assertThat(Capabilities.number("64")).isEmpty();
        assertThat(Capabilities.number("CAP_CHOWN")).isEmpty();
        assertThat(Capabilities.number("")).isEmpty();
    }

    @Test
    void is_a_set() {
        Capabilities set = new Capabilities(0).with(6).with(7).with(40);
        assertThat(set.mask()).isEqualTo(0x100_0000_00c0L);
        assertThat(set.contains(40)).isTrue();
        assertThat(set.contains(8)).isFalse();
        assertThat(new Capabilities(0).isEmpty()).isTrue();
    }
}
