package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jwsgi.plugins.emperor.TestEmpire.vassal;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.supervisor.ProgramStep;
import org.jwsgi.api.supervisor.SupervisorException;

final class VassalHooksTest {
    private static final String ABOUT = "export UWSGI_VASSAL_CONFIG='a.ini'";
    private static final String OWNER = " UWSGI_VASSAL_UID=1000 UWSGI_VASSAL_GID=1000; ";

    private final Settings settings = new Settings();

    private static List<String> ran(TestEmpire empire) {
        return empire.context().hooks().ran();
    }

    private static void awaitHooks(TestEmpire empire, String... hooks) {
        empire.context().post(() -> {});
        empire.context().await("hooks " + List.of(hooks), () -> {
            empire.context().post(() -> {}); // hooks have a thread of their own
            return ran(empire).containsAll(List.of(hooks));
        });
    }

    @Test
    void hooks_on_the_way_run_where_the_vassal_is_at_that_time() {
        settings.tyrant = true;
        settings.namespaces.add("fs,uts");
        settings.beforeVassal.add("exec:prepare");
        settings.beforeDrop.add("mount:tmpfs none /tmp");
        settings.asVassal.add("exec:last");
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini"))) {
            List<ProgramStep> steps = empire.programs().getFirst().spec().steps();
            assertThat(steps).hasSize(5);
            assertThat(steps.get(1)).isEqualTo(new ProgramStep.Separate(Set.of("fs", "uts")));
            assertThat(steps.get(3)).isEqualTo(new ProgramStep.Become(1000, 1000, List.of()));
            for (int step : new int[] {0, 2, 4}) {
                ((ProgramStep.Run) steps.get(step)).action().run();
            }
            assertThat(ran(empire))
                    .containsExactly(
                            "as-emperor-before-vassal exec:" + ABOUT + OWNER + "prepare",
                            "as-vassal-before-drop mount:tmpfs none /tmp",
                            "as-vassal exec:" + ABOUT + OWNER + "last");
            assertThat(empire.logged("running \"exec:prepare\" (as-emperor-before-vassal)..."))
                    .isTrue();
        }
    }

    @Test
    void hooks_in_namespaces_run_in_those_that_the_vassal_has_alone() {
        settings.namespaces.add("net,fs");
        settings.inNamespaces.add("exec:ip link set lo up");
        try (TestEmpire empire = new TestEmpire(settings, vassal("a.ini"))) {
            awaitHooks(
                    empire, "as-emperor-setns exec:" + ABOUT + " UWSGI_VASSAL_PID=1001" + OWNER + "ip link set lo up");
            assertThat(empire.context().programs().visits()).containsExactly("[fs, net] of 1001");
        }
        settings.namespaces.add("user");
        assertThatThrownBy(() -> new TestEmpire(settings))
                .isInstanceOf(SupervisorException.class)
                .hasMessageStartingWith("hook-as-emperor-setns cannot be used with emperor-use-clone = user: ");
    }

    @Test
    void hooks_tell_of_a_vassal_that_waits_and_of_its_changes() {
        settings.onDemand.add("log:waits");
        settings.onDemand.add("exec:tell");
        settings.onConfig.add("fail:changed");
        settings.onConfig.add("log:changed");
        try (TestEmpire empire =
                new TestEmpire(settings, vassal("a.ini").onDemand("/run/a.sock"), vassal("plain.ini"))) {
            awaitHooks(empire, "as-on-demand-vassal exec:" + ABOUT + OWNER + "tell");
            VassalSpec later = VassalSpec.of("a.ini", TestEmpire.BORN.plusSeconds(5))
                    .ownedBy(1000, 1000)
                    .onDemand("/run/a.sock");
            empire.publish(later);
            awaitHooks(empire, "as-on-config-vassal fail:changed", "as-on-config-vassal log:changed");
            empire.context().lines().socket("/run/a.sock").connect();
            int pipe = empire.programs().getLast().spec().descriptors().getFirst();
            empire.context().lines().wire(pipe).says(17, 22);
            empire.programs().getLast().exit(0);
            empire.context().await("second wait", () -> {
                empire.context().post(() -> {});
                return ran(empire).stream()
                                .filter(hook -> hook.endsWith("waits"))
                                .count()
                        == 2;
            });
        }
    }

    @Test
    void a_hook_on_a_thread_of_the_emperor_cannot_change_the_emperor() {
        settings.beforeDrop.add("putenv:A=B");
        assertThatThrownBy(() -> new TestEmpire(settings))
                .isInstanceOf(SupervisorException.class)
                .hasMessage("hook-as-vassal-before-drop: putenv:A=B: it would change the Emperor, not the vassal");
        settings.beforeDrop.clear();
        settings.inNamespaces.add("!exit:1");
        assertThatThrownBy(() -> new TestEmpire(settings))
                .isInstanceOf(SupervisorException.class)
                .hasCauseInstanceOf(HookException.class);
    }

    @Test
    void the_verbs_of_all_hooks_are_needed() {
        settings.beforeVassal.add("a:");
        settings.beforeDrop.add("b:");
        settings.inNamespaces.add("c:");
        settings.onDemand.add("d:");
        settings.onConfig.add("!e:");
        assertThat(VassalHooks.verbs(settings.hooks(), settings.vassals())).containsExactly("a", "b", "c", "d", "e");
    }
}
