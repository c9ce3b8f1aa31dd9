package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.emperor.VassalSpec;

final class BlacklistTest {
    private static final long NOW = 1_700_000_000_000L;

    private static final VassalSpec A = VassalSpec.of("a.ini", Instant.ofEpochMilli(NOW - 1000));

    private final Blacklist blacklist = new Blacklist(1000, 5000);

    @Test
    void begins_with_three_steps_and_grows_by_one_up_to_the_maximum() {
        long[] levels = new long[4];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = blacklist.died(A, NOW + i).level();
        }
        assertThat(levels).containsExactly(3000, 4000, 5000, 5000);
        assertThat(blacklist.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.attempt()).isEqualTo(3);
            assertThat(entry.first()).isEqualTo(NOW);
            assertThat(entry.last()).isEqualTo(NOW + 3);
            assertThat(blacklist.isMaximum(entry)).isTrue();
        });
    }

    @Test
    void bars_a_vassal_until_its_time_is_over() {
        blacklist.died(A, NOW);
        assertThat(blacklist.remaining("a.ini", NOW + 1000)).isEqualTo(2000);
        assertThat(blacklist.remaining("a.ini", NOW + 3000)).isZero();
        assertThat(blacklist.remaining("other.ini", NOW)).isZero();
    }

    @Test
    void remembers_a_vassal_whose_time_is_over_until_it_is_forgiven() {
        blacklist.died(A, NOW);
        assertThat(blacklist.died(A, NOW + 100_000).level()).isEqualTo(4000);
        blacklist.forgive("a.ini");
        assertThat(blacklist.died(A, NOW + 200_000).level()).isEqualTo(3000);
        blacklist.clear();
        assertThat(blacklist.entries()).isEmpty();
    }

    @Test
    void knows_what_has_changed_since_it_died() {
        VassalSpec changed = VassalSpec.of("a.ini", A.stamp().plusNanos(1));
        assertThat(blacklist.isNewer(changed)).as("nobody has died").isFalse();
        blacklist.died(A, NOW);
        assertThat(blacklist.isNewer(A)).isFalse();
        assertThat(blacklist.isNewer(VassalSpec.of("a.ini", A.stamp().minusNanos(1))))
                .isFalse();
        assertThat(blacklist.isNewer(changed)).isTrue();
        assertThat(blacklist.died(changed, NOW + 1).level())
                .as("nothing is forgiven")
                .isEqualTo(4000);
        assertThat(blacklist.isNewer(changed)).isFalse();
    }

    @Test
    void a_maximum_below_the_first_step_counts() {
        assertThat(new Blacklist(1000, 2000).died(A, NOW).level()).isEqualTo(2000);
    }
}
