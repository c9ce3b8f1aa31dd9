package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.kernel.JwsgiException;

class ConfigurationTest {
    @TempDir
    Path directory;

    private Configuration sample() {
        return new Loading(directory)
                .env("HOME", "/root")
                .env("OLD", "1")
                .file(
                        "app.ini",
                        "[uwsgi]\nenv = NEW=\u00fcber\nunenv = OLD\nsocket = :1\nuwsgi-socket = :2\nsocket = :3\n"
                                + "stats = :4\ncache-max = 12\nlong = " + "x".repeat(100_000))
                .configuration("--ini", "app.ini", "--disable-logging");
    }

    @Test
    void lines_keep_order_and_source() {
        Configuration configuration = sample();
        assertThat(configuration.linesOf(Set.of("socket", "uwsgi-socket")))
                .containsExactly(
                        new ConfigLine("socket", ":1", new ConfigSource("app.ini", 4)),
                        new ConfigLine("uwsgi-socket", ":2", new ConfigSource("app.ini", 5)),
                        new ConfigLine("socket", ":3", new ConfigSource("app.ini", 6)));
        assertThat(configuration.lines().getLast())
                .isEqualTo(new ConfigLine("disable-logging", null, new ConfigSource("command line", 3)));
    }

    @Test
    void the_option_map_has_all_values() {
        Map<String, List<String>> options = sample().optionMap();
        assertThat(options).containsEntry("socket", List.of(":1", ":3"));
        assertThat(options).containsEntry("disable-logging", List.of("true"));
        assertThat(options.keySet()).startsWith("ini", "env", "unenv", "socket", "uwsgi-socket");
    }

    @Test
    void the_environment_is_that_of_the_process_with_the_changes() {
        Configuration configuration = sample();
        assertThat(configuration.environment())
                .isEqualTo(Map.of("HOME", "/root", "NEW", "\u00fcber", "UWSGI_RELOADS", "0"));
        assertThat(configuration.environmentChanges())
                .isEqualTo(Map.of(
                        "NEW", Optional.of("\u00fcber"), "OLD", Optional.empty(), "UWSGI_RELOADS", Optional.of("0")));
    }

    @Test
    void reloads_are_counted() {
        assertThat(new Loading(directory)
                        .env("UWSGI_RELOADS", "4")
                        .configuration()
                        .environment())
                .containsEntry("UWSGI_RELOADS", "5");
    }

    @Test
    void another_process_gets_the_same_from_the_bytes() {
        Configuration configuration = sample();
        Configuration copy = Configuration.decode(configuration.encode(), configuration.environment());
        assertThat(copy.lines()).isEqualTo(configuration.lines());
        assertThat(copy.environment()).isEqualTo(configuration.environment());
        assertThat(copy.plugins()).isEqualTo(configuration.plugins()).containsExactly("cache");
        assertThat(copy.forced()).isEqualTo(configuration.forced()).containsExactly("master");
        assertThat(copy.bind(ServerOptions.class)).isEqualTo(configuration.bind(ServerOptions.class));
        assertThat(copy.bind(CheckedOptions.class)).isEqualTo(configuration.bind(CheckedOptions.class));
    }

    @Test
    void bytes_cut_short_are_refused() {
        byte[] bytes = sample().encode();
        for (int length = 0; length < bytes.length; length += length < 300 ? 1 : 997) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Configuration.decode(part, Map.of()))
                    .isInstanceOf(JwsgiException.class)
                    .hasMessageStartingWith("cannot read the configuration of the master");
        }
    }

    @Property(tries = 500)
    void any_bytes_are_decoded_or_refused(@ForAll byte[] noise) {
        byte[] bytes = new byte[noise.length + 4];
        bytes[0] = 0x6a;
        bytes[1] = 0x77;
        bytes[2] = 0x63;
        bytes[3] = 0x01;
        System.arraycopy(noise, 0, bytes, 4, noise.length);
        try {
            assertThat(Configuration.decode(bytes, Map.of()).lines()).isNotNull();
        } catch (JwsgiException e) {
            assertThat(e).hasMessageStartingWith("cannot read the configuration of the master");
        }
    }

    @Test
    void a_record_that_the_loader_did_not_know_is_checked_when_asked_for() {
        Configuration configuration = new Loading(directory).configuration("--set", "late-number=x");
        assertThatThrownBy(() -> configuration.bind(LateOptions.class))
                .isInstanceOf(JwsgiException.class)
                .hasMessageContaining("command line:1: late-number: invalid value for option \"late-number\"");
    }

    /** Not among the loader's records. */
    record LateOptions(
            @org.jwsgi.api.option.Option(name = "late-number", help = "late")
            int number) {}
}
