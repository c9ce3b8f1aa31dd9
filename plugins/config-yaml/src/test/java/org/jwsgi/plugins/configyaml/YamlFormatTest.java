package org.jwsgi.plugins.configyaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigText;

class YamlFormatTest {
    private static List<String> read(String section, String contents) {
        return new YamlFormatProvider()
                .parse(new ConfigText("a.yaml", section, !section.equals("uwsgi"), contents)).stream()
                        .map(line -> line.source().line() + ": " + line.key() + " = " + line.value())
                        .toList();
    }

    private static int lineOfError(String contents) {
        try {
            read("uwsgi", contents);
        } catch (ConfigFormatException e) {
            return e.line();
        }
        throw new AssertionError("no error");
    }

    @Test
    void is_found_as_a_service() {
        assertThat(ServiceLoader.load(ConfigFormatProvider.class))
                .extracting(ConfigFormatProvider::name)
                .containsExactly("yaml");
        assertThat(new YamlFormatProvider().aliases()).containsExactly("yml");
        assertThat(new YamlFormatProvider().suffixes()).containsExactly(".yaml", ".yml");
    }

    /** Observed with uWSGI 2.0.21. */
    @Test
    void scalars_stay_text_and_lists_repeat() {
        assertThat(read("uwsgi", """
                        other:
                          a: 1
                        list: [{x: y}]
                        uwsgi:
                          master: true
                          n: 5
                          oct: 0777
                          v: [a, b, 3]
                          w:
                            - one
                            - "two # no comment"
                          nul: null
                          empty:
                          quoted: ''
                          nested: {a: b}
                          text: a b # comment
                          socket: :3031
                        """))
                .containsExactly(
                        "5: master = true",
                        "6: n = 5",
                        "7: oct = 0777",
                        "8: v = a",
                        "8: v = b",
                        "8: v = 3",
                        "10: w = one",
                        "11: w = two # no comment",
                        "12: nul = null",
                        "14: quoted = ",
                        "16: text = a b",
                        "17: socket = :3031");
    }

    @Test
    void a_section_is_another_key() {
        assertThat(read("b", "uwsgi:\n  a: 1\nb:\n  c: 2\n")).containsExactly("4: c = 2");
        assertThat(read("c", "uwsgi:\n  a: 1\n")).isEmpty();
        assertThat(read("uwsgi", "")).isEmpty();
    }

    @Test
    void errors_name_the_line() {
        assertThat(lineOfError("uwsgi:\n  a: [1\n  b: 2\n")).isEqualTo(3);
        assertThatThrownBy(() -> read("uwsgi", "uwsgi:\n  a: &x 1\n  b: *x\n"))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("error parsing YAML file: aliases are not supported");
        assertThatThrownBy(() -> read("uwsgi", "just text"))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("error parsing YAML file: the top level is no mapping");
        assertThatThrownBy(() -> read("uwsgi", "uwsgi:\n  a: \u0001\n")).isInstanceOf(ConfigFormatException.class);
        assertThatThrownBy(() -> read("uwsgi", "uwsgi:\n  a: 1\nb: [")).isInstanceOf(ConfigFormatException.class);
    }
}
