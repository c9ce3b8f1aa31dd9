package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTargetTest {
    @Test
    void names_of_targets() {
        assertThat(SignalTarget.parse("")).isEqualTo(new SignalTarget.FirstFree());
        assertThat(SignalTarget.parse("worker")).isEqualTo(new SignalTarget.FirstFree());
        assertThat(SignalTarget.parse("workers")).isEqualTo(new SignalTarget.All());
        assertThat(SignalTarget.parse("active-workers")).isEqualTo(new SignalTarget.Active());
        assertThat(SignalTarget.parse("worker1")).isEqualTo(new SignalTarget.One(1));
        assertThat(SignalTarget.parse("worker120")).isEqualTo(new SignalTarget.One(120));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker0",
                "worker-1",
                "workerx",
                "worker1x",
                "worker 1",
                "worker99999999999",
                "mules",
                "mule1",
                "spooler",
                "farm_x",
                " "
            })
    void what_does_not_exist_is_refused(String name) {
        assertThatThrownBy(() -> SignalTarget.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no target \"" + name + "\"");
    }
}
