package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BlacklistTest {
    private static final long NOW = 1_700_000_000_000L;

    private final Blacklist blacklist = new Blacklist(1000, 5000);

    @Test
    void begins_with_three_steps_and_grows_by_one_up_to_the_maximum() {
        long[] levels = new long[4];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = blacklist.died("a.ini", NOW + i).level();
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
        blacklist.died("a.ini", NOW);
        assertThat(blacklist.remaining("a.ini", NOW + 1000)).isEqualTo(2000);
        assertThat(blacklist.remaining("a.ini", NOW + 3000)).isZero();
        assertThat(blacklist.remaining("other.ini", NOW)).isZero();
    }

    @Test
    void remembers_a_vassal_whose_time_is_over_until_it_is_forgiven() {
        blacklist.died("a.ini", NOW);
        assertThat(blacklist.died("a.ini", NOW + 100_000).level()).isEqualTo(4000);
        blacklist.forgive("a.ini");
        assertThat(blacklist.died("a.ini", NOW + 200_000).level()).isEqualTo(3000);
        blacklist.clear();
        assertThat(blacklist.entries()).isEmpty();
    }

    @Test
    void a_maximum_below_the_first_step_counts() {
        assertThat(new Blacklist(1000, 2000).died("a.ini", NOW).level()).isEqualTo(2000);
    }
}
