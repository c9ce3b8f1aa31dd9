package org.jwsgi.plugins.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.stats.StatsJson;

class StatsJsonTest {
    /** The layout of uWSGI 2.0.21, with tabs shown as {@code >}. */
    @Test
    void lays_out_each_kind_of_value_as_uwsgi_does() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("n", -3);
        tree.put("list", List.of(Map.of("a b", 0L), Map.of("flag", true)));
        tree.put("none", List.of());
        tree.put("strings", List.of("x=1", ""));
        tree.put("object", Map.of("inner", Map.of()));

        String expected = """
                {
                >"n":-3,
                >"list":[
                >>{
                >>>"a b":0
                >>},
                >>{
                >>>"flag":1
                >>}
                >],
                >"none":[

                >],
                >"strings":[
                "x=1",
                ""
                >],
                >"object":>{
                >>"inner":>>{

                >>}
                >}
                }""";
        assertThat(text(tree, false).replace('\t', '>')).isEqualTo(expected);
    }

    @Test
    void minified_has_no_white_space() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("list", List.of(Map.of("a b", 0L)));
        tree.put("object", Map.of());

        assertThat(text(tree, true)).isEqualTo("{\"list\":[{\"a b\":0}],\"object\":{}}");
    }

    @Test
    void a_number_that_json_cannot_write_is_zero() {
        assertThat(text(Map.of("x", Double.NaN), true)).isEqualTo("{\"x\":0}");
    }

    @Property
    void any_text_survives(@ForAll String key, @ForAll String value, @ForAll boolean minified) throws ParseException {
        String cleanKey = new String(key.getBytes(UTF_8), UTF_8); // without halves of surrogate pairs
        String cleanValue = new String(value.getBytes(UTF_8), UTF_8);

        Map<String, Object> parsed =
                StatsReader.parse(StatsJson.write(Map.of(cleanKey, cleanValue), minified), JSONParser.MODE_RFC4627);

        assertThat(parsed).containsExactly(Map.entry(cleanKey, cleanValue));
    }

    private static String text(Map<String, ?> tree, boolean minified) {
        return new String(StatsJson.write(tree, minified), UTF_8);
    }
}
