package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderingTest {
    @TempDir
    Path directory;

    @Test
    void help_shows_every_option_under_its_heading() {
        Loading loading = new Loading(directory);
        assertThat(loading.load("--help")).isInstanceOf(LoadResult.Ended.class);
        String page = loading.out();
        assertThat(page)
                .contains("\nServer:\n  -s, --socket ADDRESS                listen\n")
                .contains("\n  -C, --chmod-socket[=MODE]           the mode of sockets\n")
                .contains("\n      --pause-ms MILLISECONDS         wait\n")
                .contains("\nCache (cache):\n      --cache-min N                   the least\n");
        assertThat(page.indexOf("\nConfiguration:\n")).isLessThan(page.indexOf("\nCache (cache):\n"));
        List<OptionSpec> all = new ArrayList<>(OptionSpecs.of(ServerOptions.class, "kernel"));
        ConfigLoader.ownRecords().forEach(record -> all.addAll(OptionSpecs.of(record, "kernel")));
        assertThat(all).allSatisfy(option -> assertThat(page).contains("--" + option.name()));
    }

    @Test
    void help_explains_one_option() {
        Loading loading = new Loading(directory);
        loading.load("--help", "workers");
        assertThat(loading.out()).isEqualTo("""
                        --processes N
                            the number of workers

                            short form:    -p
                            also:          workers
                            argument:      N
                            repeatable:    no, the last value counts
                            default:       1
                            group:         Server
                            provided by:   the kernel
                        """);
        Loading other = new Loading(directory);
        other.load("-h", "--harakiri");
        assertThat(other.out()).startsWith("Usage:");
        Loading third = new Loading(directory);
        third.load("--help=--req-logger");
        assertThat(third.out()).contains("    switches on:   log-master\n").contains("repeatable:    yes");
    }

    @Test
    void dump_options_prints_every_name() {
        Loading loading = new Loading(directory);
        assertThat(loading.load("--dump-options")).isEqualTo(new LoadResult.Ended(0, java.util.Optional.empty()));
        assertThat(loading.out().lines()).contains("socket", "uwsgi-socket", "ini", "cache-max", "if-env", "endif");
    }

    @Test
    void show_config_is_an_ini_file_with_sources_and_defaults() {
        Configuration configuration = new Loading(directory)
                .env("UWSGI_LISTEN", "200")
                .file("app.ini", "[uwsgi]\nprocesses = 4\npassword = hunter2\nstats = :1\nmy = %(processes)\n")
                .configuration("--ini", "app.ini", "--show-config");
        assertThat(ShowConfig.render(configuration, List.of())).isEqualTo("""
                        ;jwsgi instance configuration
                        [uwsgi]
                        ; environment, default 100
                        listen = 200
                        ; command line:1
                        ini = app.ini
                        ; app.ini:2, default 1
                        processes = 4
                        ; app.ini:3
                        password = ********
                        ; app.ini:4
                        stats = :1
                        ; app.ini:5, placeholder
                        my = 4
                        ; command line:3
                        show-config = true
                        ; not configured
                        ;master = true (switched on by another option)
                        ;pause-ms = 250
                        ;buffer-size = 4096
                        ;mode = fast-path
                        ;end of configuration
                        """);
        assertThat(configuration.bind(ConfigOptions.class).showConfig()).isTrue();
    }

    @Test
    void show_config_tells_placeholders_from_options_that_no_record_has() {
        Configuration configuration =
                new Loading(directory).file("app.ini", "[uwsgi]\nmy = 1\n").configuration("--ini", "app.ini");
        OptionSpec my = new OptionSpec(
                "my", List.of(), '\0', OptionSpec.Arity.REQUIRED, "N", "", "", "p", true, "", List.of(), false, "");
        assertThat(ShowConfig.render(configuration, List.of())).contains("; app.ini:2, placeholder\nmy = 1\n");
        assertThat(ShowConfig.render(configuration, List.of(my))).contains("; app.ini:2\nmy = 1\n");
    }

    @Test
    void the_reference_has_a_page_for_each_plugin() {
        List<OptionSpec> all = new ArrayList<>(OptionSpecs.of(ServerOptions.class, "kernel"));
        all.addAll(OptionSpecs.of(CheckedOptions.class, "cache"));
        Map<String, String> pages = OptionReference.render(all);
        assertThat(pages.keySet()).containsExactly("README.md", "cache.md", "kernel.md");
        assertThat(pages.get("kernel.md"))
                .contains("| argument | none (flag) |", "| default | off |", "| default | none |");
        assertThat(pages.get("README.md"))
                .contains("| [`cache-max`](cache.md#cache-max) | cache | the most |\n")
                .contains("| [`socket`](kernel.md#socket) | kernel | listen |\n");
        assertThat(pages.get("cache.md"))
                .startsWith("# Options of the plugin `cache`\n")
                .contains("""
                        ### cache-max

                        The most.

                        | | |
                        |---|---|
                        | argument | `N` |
                        | default | `10` |
                        | given more than once | the last value counts |
                        """);
        assertThat(pages.get("kernel.md"))
                .contains("| switches on | `master` |")
                .contains("| also | `workers` |");
    }
}
