package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.supervisor.FakeSupervisorContext;
import org.jwsgi.api.supervisor.ProgramSpec;
import org.jwsgi.api.supervisor.ProgramStep;

final class VassalLaunchTest {
    private final Settings settings = new Settings();
    private FakeSupervisorContext context = context();

    private FakeSupervisorContext context() {
        return new FakeSupervisorContext(
                settings.emperor(), settings.vassals(), settings.tenants(), settings.hooks(), settings.commands());
    }

    private ProgramSpec launch(VassalSpec spec) {
        EmperorMessages messages = new EmperorMessages(context.log());
        VassalOccasion nothing = new VassalOccasion(context.hooks(), messages, "never", List.of());
        VassalLaunch launch = new VassalLaunch(
                context, settings.emperor(), settings.vassals(), new LaunchHooks(nothing, nothing, nothing), messages);
        MonitorThread monitor = new MonitorThread(
                "test", java.time.Duration.ofSeconds(1), context::now, context.log(), _ -> {}, _ -> false);
        return launch.of(new Vassal(spec, monitor, false, context.now()));
    }

    private static VassalSpec spec(String name) {
        return VassalSpec.of(name, Instant.EPOCH);
    }

    @Test
    void the_ending_says_which_option_reads_a_configuration() {
        assertThat(List.of("a.xml", "a.ini", "a.yml", "a.yaml", "a.js", "a.json", "a.conf", "a"))
                .extracting(name -> VassalLaunch.flag(name, List.of(".conf"), false))
                .containsExactly("--xml", "--ini", "--yaml", "--yaml", "--json", "--json", "--config", "--inherit");
    }

    @Test
    void a_section_counts_only_with_a_broodlord() {
        assertThat(VassalLaunch.flag("a.ini:zerg", List.of(), true)).isEqualTo("--ini");
        assertThat(VassalLaunch.flag("a.ini:zerg", List.of(), false)).isEqualTo("--inherit");
    }

    @Test
    void the_command_has_everything_in_uwsgis_order() {
        settings.inheritBefore.add("ib.ini");
        settings.includeBefore.add("before.ini");
        settings.set.add("vfoo=1");
        settings.inherit.add("inh.ini");
        settings.include.add("inc.ini");
        settings.wrapper = Optional.of("/usr/bin/uwsgi");
        assertThat(String.join(" ", launch(spec("a.ini")).commands().getFirst()))
                .isEqualTo(
                        "/usr/bin/uwsgi --inherit ib.ini --include before.ini --set vfoo=1 --ini a.ini --inherit inh.ini"
                                + " --include inc.ini");
    }

    @Test
    void programs_are_tried_in_order() {
        settings.overrides.add("/first");
        settings.fallbacks.add("/last");
        context.configured("binary-path", "/opt/uwsgi");
        assertThat(launch(spec("a.ini")).commands())
                .extracting(List::getFirst)
                .containsExactly("/first", "/opt/uwsgi", "/last");
    }

    @Test
    void attributes_choose_program_and_directory() {
        settings.wrapperAttribute = Optional.of("with");
        settings.directoryAttribute = Optional.of("in");
        ProgramSpec program = launch(spec("a.ini").with("with", "/bin/mine").with("in", "sub"));
        assertThat(program.commands().getFirst()).startsWith("/bin/mine");
        assertThat(program.directory())
                .hasValueSatisfying(path -> assertThat(path).hasToString("/sub"));
    }

    @Test
    void a_vassal_leaves_namespaces_and_capabilities_and_then_becomes_its_owner() {
        settings.tyrant = true;
        settings.capabilities.add("net_bind_service,unheard_of");
        settings.namespaces.add("fs, uts");
        settings.namespaces.add("pid");
        context = context();
        VassalSpec spec = spec("a.ini").ownedBy(7, 8);
        assertThat(launch(spec).steps())
                .containsExactly(
                        new ProgramStep.Separate(Set.of("fs", "uts", "pid")),
                        new ProgramStep.Bound(List.of("net_bind_service")),
                        new ProgramStep.Become(7, 8, List.of()));
        settings.initGroups = true;
        context = context();
        assertThat(launch(spec).steps()).last().isEqualTo(new ProgramStep.Login(7, 8));
    }

    @Test
    void users_of_its_own_come_from_a_program_together_with_all_other_namespaces() {
        settings.namespaces.add("user,fs,mnt,pid");
        context = context();
        ProgramSpec program = launch(spec("a.ini"));
        assertThat(program.steps()).isEmpty();
        assertThat(program.commands().getFirst())
                .startsWith("unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "--")
                .endsWith("--ini", "a.ini");
    }

    @Test
    void what_is_no_namespace_and_no_capability_is_refused() {
        settings.namespaces.add("fs,moon");
        assertThatThrownBy(settings::tenants).hasMessage("unknown namespace subsystem: moon");
        settings.namespaces.clear();
        settings.capabilities.add("unheard_of");
        context = context();
        assertThatThrownBy(() -> launch(spec("a.ini"))).hasMessage("[security] empty capabilities mask !!!");
    }

    @Test
    void the_environment_hands_on_what_is_for_vassals_and_keeps_what_is_the_emperors() {
        Map<String, String> environment = VassalLaunch.environment(Map.of(
                "PATH", "/bin",
                "UWSGI_VASSAL_SOCKET", "/tmp/%n.sock",
                "UWSGI_SOCKET", "overwritten",
                "UWSGI_EMPEROR", "/etc/vassals",
                "UWSGI_EMPEROR_FD", "9",
                "UWSGI_RELOADS", "2",
                "NOTIFY_SOCKET", "/run/systemd"));
        assertThat(environment).containsOnly(Map.entry("PATH", "/bin"), Map.entry("UWSGI_SOCKET", "/tmp/%n.sock"));
    }
}
