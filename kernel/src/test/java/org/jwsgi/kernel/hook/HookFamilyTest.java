package org.jwsgi.kernel.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HookFamilyTest {
    @Test
    void an_option_is_in_the_phase_that_ends_its_name_and_in_no_other() {
        assertThat(phasesOf("hook-accepting")).containsExactly(HookPhase.ACCEPTING);
        assertThat(phasesOf("hook-accepting1-once")).containsExactly(HookPhase.ACCEPTING1_ONCE);
        assertThat(phasesOf("umount-as-root")).containsExactly(HookPhase.AS_ROOT);
        assertThat(phasesOf("exec-as-user-atexit")).containsExactly(HookPhase.AS_USER_ATEXIT);
        assertThat(phasesOf("hook-touch")).isEmpty();
        assertThat(phasesOf("hook-as-vassal")).isEmpty();
    }

    @Test
    void what_is_waited_for_comes_before_the_hooks_of_root_or_the_apps() {
        assertThat(phasesOf("wait-iface")).containsExactly(HookPhase.AS_ROOT);
        assertThat(phasesOf("wait-for-fs")).containsExactly(HookPhase.AS_ROOT);
        assertThat(phasesOf("wait-for-socket")).containsExactly(HookPhase.PRE_APP);
        assertThat(phasesOf("wait-for-fs-timeout")).isEmpty();
    }

    @Test
    void other_options_have_no_family() {
        assertThat(HookFamily.of("mount")).isNull();
        assertThat(HookFamily.of("master")).isNull();
    }

    private static List<HookPhase> phasesOf(String option) {
        List<HookPhase> phases = new ArrayList<>();
        HookFamily family = HookFamily.of(option);
        for (HookPhase phase : HookPhase.values()) {
            if (family != null && family.isAt(phase, option)) {
                phases.add(phase);
            }
        }
        return phases;
    }
}
