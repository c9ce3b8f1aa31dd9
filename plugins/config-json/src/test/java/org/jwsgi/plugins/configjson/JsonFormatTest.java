package org.jwsgi.plugins.configjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigText;

class JsonFormatTest {
    private static List<String> read(String section, String contents) {
        return new JsonFormatProvider()
                .parse(new ConfigText("a.json", section, !section.equals("uwsgi"), contents)).stream()
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
                .containsExactly("json");
        assertThat(new JsonFormatProvider().aliases()).containsExactly("js");
        assertThat(new JsonFormatProvider().suffixes()).containsExactly(".json", ".js");
    }

    /** Observed with uWSGI 2.0.21. */
    @Test
    void scalars_keep_their_text_and_objects_are_dropped() {
        assertThat(read("uwsgi", """
                        {"other": {"x": "}"}, "list": [1, {"y": "]"}],
                         "uwsgi": {
                           "a": [1, "x", true, false, null, 2.5, {"no": 1}, [2]],
                           "b": {"no": [1]},
                           "c": "q \\"v\\" \\u00fc\\n\\/",
                           "d": -12.50e+3,
                           "e": "",
                           "master": true
                         }}
                        """))
                .containsExactly(
                        "3: a = 1",
                        "3: a = x",
                        "3: a = 1",
                        "3: a = 0",
                        "3: a = 0",
                        "3: a = 2.5",
                        "5: c = q \"v\" \u00fc\n/",
                        "6: d = -12.50e+3",
                        "7: e = ",
                        "8: master = 1");
    }

    @Test
    void a_section_is_another_member() {
        assertThat(read("b", "{\"uwsgi\":{\"a\":1},\"b\":{\"c\":2}}")).containsExactly("1: c = 2");
    }

    @Test
    void a_missing_object() {
        assertThatThrownBy(() -> read("uwsgi", "{\"uwsgi\": 1, \"b\": {}}"))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("you must define a object named uwsgi in your JSON data");
        assertThatThrownBy(() -> read("uwsgi", "[]")).isInstanceOf(ConfigFormatException.class);
    }

    @Test
    void syntax_errors_name_the_line() {
        assertThat(lineOfError("{\n\"uwsgi\": {\n\"a\": tru\n}}")).isEqualTo(3);
        assertThatThrownBy(() -> read("uwsgi", "{\"uwsgi\": {\n"))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("error parsing JSON data: the text ends too early");
        assertThatThrownBy(() -> read("uwsgi", "{\"uwsgi\": {}} x"))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("error parsing JSON data: unexpected 'x'");
    }

    @Test
    void deep_nesting_is_refused() {
        assertThatThrownBy(() -> read("uwsgi", "[".repeat(100_000)))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("error parsing JSON data: it is nested too deeply");
    }
}
