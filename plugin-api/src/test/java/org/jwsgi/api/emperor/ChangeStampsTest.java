package org.jwsgi.api.emperor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChangeStampsTest {
    private Instant now = Instant.ofEpochSecond(1000);
    private final ChangeStamps stamps = new ChangeStamps(() -> now);

    private Instant stamp(VassalSpec vassal) {
        return stamps.stamp(List.of(vassal)).getFirst().stamp();
    }

    private static VassalSpec vassal(String config) {
        return VassalSpec.of("app.ini", ChangeStamps.NONE).withConfig(config);
    }

    @Test
    void stamps_what_changes_and_nothing_else() {
        assertThat(stamp(vassal("a"))).isEqualTo(Instant.ofEpochSecond(1000));
        now = Instant.ofEpochSecond(2000);
        assertThat(stamp(vassal("a"))).isEqualTo(Instant.ofEpochSecond(1000));
        assertThat(stamp(vassal("b"))).isEqualTo(Instant.ofEpochSecond(2000));
        assertThat(stamp(vassal("b").ownedBy(1, 2))).isAfter(Instant.ofEpochSecond(2000));
    }

    @Test
    void is_later_even_when_the_clock_goes_back() {
        Instant first = stamp(vassal("a"));
        now = Instant.ofEpochSecond(1);
        assertThat(stamp(vassal("b"))).isAfter(first);
    }

    @Test
    void forgets_who_is_missing_and_leaves_other_stamps_alone() {
        Instant first = stamp(vassal("a"));
        assertThat(stamps.stamp(List.of())).isEmpty();
        now = Instant.ofEpochSecond(3000);
        assertThat(stamp(vassal("a"))).isAfter(first);
        VassalSpec dated = VassalSpec.of("app.ini", Instant.ofEpochSecond(5));
        assertThat(stamps.stamp(List.of(dated))).containsExactly(dated);
    }

    @Test
    void reads_seconds_with_fractions() {
        assertThat(ChangeStamps.ofSeconds(new BigDecimal("1700000000.25")))
                .isEqualTo(Instant.ofEpochSecond(1_700_000_000L, 250_000_000));
        assertThat(ChangeStamps.ofSeconds(BigDecimal.ZERO)).isEqualTo(ChangeStamps.NONE);
        for (String bad : List.of("-1", "253402300800", "1e99")) {
            assertThatThrownBy(() -> ChangeStamps.ofSeconds(new BigDecimal(bad)))
                    .as(bad)
                    .isInstanceOf(DateTimeException.class);
        }
    }
}
