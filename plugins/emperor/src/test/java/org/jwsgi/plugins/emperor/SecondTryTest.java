package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.emperor.VassalSpec;

/** A vassal on the blacklist whose configuration is changed. */
final class SecondTryTest {
    private final TestEmpire empire = new TestEmpire(new Settings(), TestEmpire.vassal("bad.ini"));

    @AfterEach
    void close() {
        empire.close();
    }

    private static VassalSpec changed(int seconds) {
        return VassalSpec.of("bad.ini", TestEmpire.BORN.plusSeconds(seconds)).ownedBy(1000, 1000);
    }

    private void dies(int program) {
        empire.programs().get(program).exit(1);
        empire.context().runPosted();
    }

    private List<Object> levels() {
        return empire.emperor().picture().get("blacklist") instanceof List<?> entries
                ? entries.stream()
                        .map(entry -> ((java.util.Map<?, ?>) entry).get("throttle_level"))
                        .map(Object.class::cast)
                        .toList()
                : List.of();
    }

    @Test
    void is_tried_at_once_and_forgiven_only_by_its_loyalty() {
        dies(0);
        assertThat(levels()).containsExactly(3000L);
        assertThat(empire.facts()).isEmpty();
        empire.publish(changed(1));
        empire.tick();
        assertThat(empire.programs()).hasSize(2);
        assertThat(empire.logged("vassal bad.ini is on the blacklist and has changed: trying it again"))
                .isTrue();
        dies(1);
        assertThat(levels()).as("the punishment goes on").containsExactly(4000L);
        empire.tick();
        empire.tick();
        empire.tick();
        assertThat(empire.programs()).as("the same configuration has to wait").hasSize(2);
        empire.publish(changed(2));
        empire.tick();
        int pipe = empire.programs().get(2).spec().descriptors().getFirst();
        empire.context().lines().wire(pipe).says(17);
        assertThat(levels()).isEmpty();
    }

    @Test
    void makes_no_storm_of_starts_when_its_file_changes_all_the_time() {
        int ended = 0;
        for (int change = 1; change <= 20; change++) {
            if (empire.programs().size() > ended) {
                dies(ended++);
            }
            empire.publish(changed(change));
        }
        assertThat(empire.programs()).as("in one second").hasSizeBetween(2, 3);
        empire.tick();
        empire.tick();
        empire.tick();
        assertThat(empire.programs()).hasSizeBetween(3, 6);
    }
}
