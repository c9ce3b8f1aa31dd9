package org.jwsgi.plugins.attachdaemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.child.ChildSpec;

class DaemonOptionsTest {
    @Test
    void a_pidfile_may_have_a_frequency() {
        DetailedDaemon plain = DaemonPlan.smart("/run/x.pid exec x -a b");
        assertThat(plain.pidfile()).contains(Path.of("/run/x.pid"));
        assertThat(plain.freq()).isEqualTo(10);
        assertThat(plain.command()).isEqualTo("exec x -a b");
        assertThat(DaemonPlan.smart("/run/x.pid,3 x").freq()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/run/x.pid", "/run/x.pid ", "/run/x.pid,0 x", "/run/x.pid,y x"})
    void a_pidfile_without_a_command_is_refused(String value) {
        assertThatThrownBy(() -> DaemonPlan.smart(value)).hasMessage("invalid smart-attach-daemon syntax: " + value);
    }

    @Test
    void a_daemon_without_a_command_is_refused_under_the_name_of_its_option() {
        List<String> none = List.of();
        assertThatThrownBy(() -> new DaemonOptions(List.of(" "), none, none, none, List.of(), none, none, none, false))
                .hasMessage("attach-daemon needs a command");
        assertThatThrownBy(() -> new DaemonOptions(none, List.of(""), none, none, List.of(), none, none, none, false))
                .hasMessage("attach-control-daemon needs a command");
    }

    @Test
    void a_legion_needs_a_name_and_a_command() {
        assertThat(DaemonPlan.withoutLegion("l /run/x.pid x")).isEqualTo("/run/x.pid x");
        assertThatThrownBy(() -> DaemonPlan.withoutLegion("l")).hasMessage("invalid legion daemon syntax: l");
    }

    @ParameterizedTest
    @CsvSource({
        "memcached -p 1, memcached",
        "exec /usr/bin/memcached, memcached",
        "A=b C=d env python x.py, python",
        "cd /tmp && run, cd",
        "'  x', x",
    })
    void the_log_names_the_program(String command, String name) {
        assertThat(DaemonPlan.programOf(command)).isEqualTo(name);
    }

    @Test
    void only_what_ends_with_the_master_is_captured() {
        ChildSpec dumb =
                DaemonPlan.of(DetailedDaemon.ofCommand("x", false), false).child();
        assertThat(dumb.captured()).isTrue();
        assertThat(dumb.boundToMaster()).isTrue();
        assertThat(dumb.input()).isInstanceOf(ChildSpec.Input.None.class);
        ChildSpec smart = DaemonPlan.of(DaemonPlan.smart("/run/x.pid x"), true).child();
        assertThat(smart.captured()).isFalse();
        assertThat(smart.boundToMaster()).isFalse();
        assertThat(smart.input()).isInstanceOf(ChildSpec.Input.Inherited.class);
    }

    @Test
    void each_option_gives_a_daemon() {
        DaemonOptions options = new DaemonOptions(
                List.of("a"),
                List.of("b"),
                List.of("/c.pid c"),
                List.of("/d.pid d"),
                List.of(DetailedDaemon.ofCommand("e", false)),
                List.of("l f"),
                List.of("l /g.pid g"),
                List.of("l /h.pid h"),
                false);
        assertThat(options.plans()).extracting(DaemonPlan::name).containsExactly("a", "b", "c", "d", "e");
        assertThat(options.plans().get(1).daemon().control()).isTrue();
        assertThat(options.plans().get(3).daemon().daemonize()).isTrue();
        assertThat(options.legionDaemons()).containsExactly("l f", "l /g.pid g", "l /h.pid h");
    }
}
