package org.jwsgi.kernel.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyWarningTest {
    @Test
    void warnsOfALargePiece() {
        BodyWarning warning = new BodyWarning(10);
        assertThat(warning.check(new byte[10])).hasSize(10);
        assertThat(warning.given()).isFalse();
        warning.check(new byte[11]);
        assertThat(warning.given()).isTrue();
    }

    @Test
    void canBeSwitchedOff() {
        BodyWarning warning = new BodyWarning(0);
        warning.check(new byte[1000]);
        assertThat(warning.given()).isFalse();
    }
}
