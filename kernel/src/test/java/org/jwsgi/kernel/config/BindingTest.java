package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.api.option.KeyValue;

class BindingTest {
    @TempDir
    Path directory;

    private ServerOptions bind(String... lines) {
        return new Loading(directory)
                .file("app.ini", "[uwsgi]\n" + String.join("\n", lines) + "\n")
                .options("--ini", "app.ini");
    }

    @Test
    void defaults() {
        ServerOptions options = bind();
        assertThat(options)
                .isEqualTo(new ServerOptions(
                        List.of(),
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        List.of(),
                        false,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMillis(250),
                        Optional.empty(),
                        4096,
                        100,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        ServerOptions.Mode.FAST_PATH,
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void every_type() {
        ServerOptions options = bind(
                "uwsgi-socket = :1",
                "socket = :2",
                "uwsgi-socket = :3",
                "protocol = http",
                "workers = 2",
                "processes = 4",
                "procname =",
                "disable-logging",
                "chmod-socket",
                "harakiri = 50",
                "pause-ms = 1500",
                "limit-as = 2",
                "listen = 8192",
                "mount = /a=b=c",
                "mount = /d=",
                "pidfile = /tmp/x.pid",
                "mode = slow");
        assertThat(options.sockets()).containsExactly(":1", ":2", ":3");
        assertThat(options.protocol()).contains("http");
        assertThat(options.processes()).isEqualTo(4);
        assertThat(options.procname()).contains("");
        assertThat(options.logging()).isFalse();
        assertThat(options.chmodSocket()).contains(new FileMode(0666));
        assertThat(options.harakiri()).contains(Duration.ofSeconds(50));
        assertThat(options.pause()).isEqualTo(Duration.ofMillis(1500));
        assertThat(options.limitAs()).contains(new ByteSize(2L << 20));
        assertThat(options.listen()).isEqualTo(8192);
        assertThat(options.mount()).containsExactly(new KeyValue("/a", "b=c"), new KeyValue("/d", ""));
        assertThat(options.pidfile()).contains(Path.of("/tmp/x.pid"));
        assertThat(options.mode()).isEqualTo(ServerOptions.Mode.SLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "on", "yes", "00", "", "garbage", "True"})
    void words_that_switch_a_flag_on(String word) {
        assertThat(bind("master = " + word).master()).isTrue();
        assertThat(bind("disable-logging = " + word).logging()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "off", "no", "FALSE", "No", "OFF"})
    void words_that_switch_a_flag_off(String word) {
        assertThat(bind("master = " + word).master()).isFalse();
        assertThat(bind("disable-logging = " + word).logging()).isTrue();
    }

    @Test
    void a_one_of_an_empty_xml_element_is_a_bare_mode() {
        assertThat(bind("chmod-socket = 1").chmodSocket()).contains(new FileMode(0666));
        assertThat(bind("chmod-socket = 1770").chmodSocket()).contains(new FileMode(01770));
    }

    @ParameterizedTest
    @ValueSource(strings = {"64k", "64K", "65536"})
    void sizes_take_suffixes(String size) {
        assertThat(bind("limit-as = " + (size.equals("65536") ? "1" : size)).limitAs())
                .contains(new ByteSize(size.equals("65536") ? 1 << 20 : 65536));
    }

    @Test
    void presence_implies_flags_and_their_flags() {
        Configuration configuration = new Loading(directory).configuration("--req-logger=x", "--set", "harakiri=0");
        assertThat(configuration.forced()).isEqualTo(Set.of("log-master", "master"));
        ServerOptions options = configuration.bind(ServerOptions.class);
        assertThat(options.logMaster()).isTrue();
        assertThat(options.master()).isTrue();
    }

    @Test
    void a_flags_own_line_overrides_what_is_implied() {
        assertThat(bind("stats = :1", "master = false").master()).isFalse();
        assertThat(bind("master = false", "stats = :1").master()).isFalse();
        assertThat(bind("stats = :1").master()).isTrue();
    }

    @Test
    void keyval_records() {
        ServerOptions options = bind(
                "attach-daemon2 = cmd=run a\\,b,freq=3,stopsignal=9,control,touch=/a;/b,unknown=1,pidfile=/p",
                "attach-daemon2 = exec=other");
        assertThat(options.daemons())
                .containsExactly(
                        new ServerOptions.Daemon(
                                "run a,b", 3, 9, true, List.of("/a", "/b"), Optional.of(Path.of("/p"))),
                        new ServerOptions.Daemon("other", 0, 15, false, List.of(), Optional.empty()));
        assertThat(options.master()).isTrue();
    }

    @Test
    void a_keyval_record_refuses_what_it_cannot_be() {
        assertThat(new Loading(directory).outcome("--attach-daemon2", "freq=3"))
                .containsExactly("error: command line:1: attach-daemon2: a daemon needs cmd=");
    }

    @Test
    void a_keyval_record_tells_of_keys_that_it_ignores() {
        assertThat(new Loading(directory).outcome("--attach-daemon2", "cmd=x,stopsignl=3"))
                .contains("warning: command line:1: attach-daemon2: 'stopsignl' is not a key and is ignored;"
                        + " did you mean 'stopsignal'?");
    }

    @Test
    void a_record_blames_the_line_without_which_it_would_be_content() {
        Loading loading = new Loading(directory).file("app.ini", "[uwsgi]\ncache-min=20\ncache-name=x\ncache-flag=no");
        assertThat(loading.outcome("app.ini"))
                .containsExactly("error: app.ini:2: cache-min: cache-min is larger than cache-max");
    }

    @Test
    void the_options_of_a_plugin_are_bound_when_one_is_used() {
        Loading loading = new Loading(directory).file("app.ini", "[uwsgi]\ncache-max=20\ncache-flag=no");
        Configuration configuration = loading.configuration("app.ini");
        assertThat(loading.plugins.loaded()).containsExactly("cache");
        assertThat(configuration.plugins()).containsExactly("cache");
        assertThat(configuration.bind(CheckedOptions.class))
                .isEqualTo(new CheckedOptions(0, 20, List.of(), Optional.of(false)));
    }

    @Test
    void a_plugin_that_no_option_needs_is_not_loaded() {
        Loading loading = new Loading(directory);
        Configuration configuration = loading.configuration("--processes", "2");
        assertThat(loading.plugins.loaded()).isEmpty();
        assertThat(configuration.plugins()).isEmpty();
    }

    @Test
    void the_plugin_of_a_format_is_not_handed_on() {
        Loading loading = new Loading(directory).file("a.lines", "processes 3");
        assertThat(loading.configuration("--lns", "a.lines").plugins()).isEmpty();
        assertThat(loading.plugins.loaded()).containsExactly("lines");
    }

    @Test
    void two_owners_of_one_option_are_an_error() {
        Loading loading = new Loading(directory);
        loading.plugins.with("other", List.of(CheckedOptions.class));
        assertThat(loading.outcome("--cache-max", "20"))
                .contains("error: cannot use the option 'cache-max': both the plugin cache and the plugin other declare"
                        + " it; remove one of them");
    }

    @Test
    void folders_of_plugins_are_added_in_order() {
        Loading loading = new Loading(directory);
        loading.configuration("--plugins-dir", "one", "--plugin-dir", "/two");
        assertThat(loading.plugins.directories()).containsExactly(directory.resolve("one"), Path.of("/two"));
    }
}
