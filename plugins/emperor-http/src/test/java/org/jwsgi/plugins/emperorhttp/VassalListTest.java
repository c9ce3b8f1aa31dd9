package org.jwsgi.plugins.emperorhttp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.api.emperor.ChangeStamps;
import org.jwsgi.api.emperor.VassalSpec;

final class VassalListTest {
    @Test
    void reads_every_key() throws Exception {
        List<VassalSpec> vassals = VassalList.read("""
                [{"name": "a.ini", "config": "[uwsgi]\\nä = 1\\n", "ts": 1700000000.25, "uid": 1000, "gid": 33,
                  "socket": "127.0.0.1:3031", "directory": "/srv", "attributes": {"team": "red", "tag": ["x", "y"]}},
                 {"name": "b.ini", "config": null, "socket": ""}]
                """.getBytes(UTF_8));
        assertThat(vassals)
                .containsExactly(
                        VassalSpec.of("a.ini", Instant.ofEpochSecond(1_700_000_000L, 250_000_000))
                                .withConfig("[uwsgi]\nä = 1\n")
                                .ownedBy(1000, 33)
                                .onDemand("127.0.0.1:3031")
                                .in(Path.of("/srv"))
                                .with("team", "red")
                                .with("tag", "x")
                                .with("tag", "y"),
                        VassalSpec.of("b.ini", ChangeStamps.NONE));
        assertThat(VassalList.read("[]".getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"vassals\": []}|it is no JSON array",
                "~~|it is no JSON",
                "[}|it is no JSON",
                "[1]|vassal 1 is no object",
                "[{\"config\": \"x\"}]|vassal 1 has no name",
                "[{\"name\": \"\"}]|vassal 1 has no name",
                "[{\"name\": 7}]|vassal 1 has a \"name\" that is no string",
                "[{\"name\": \"a\"}, {\"name\": \"b\", \"confg\": \"\"}]|vassal 2 (b) has an unknown key \"confg\"",
                "[{\"name\": \"a\", \"config\": 1}]|vassal 1 (a) has a \"config\" that is no string",
                "[{\"name\": \"a\", \"uid\": 1}]|vassal 1 (a) needs \"uid\" and \"gid\", both as numbers",
                "[{\"name\": \"a\", \"uid\": -1, \"gid\": 1}]|vassal 1 (a) needs \"uid\" and \"gid\", both as numbers",
                "[{\"name\": \"a\", \"ts\": \"now\"}]|vassal 1 (a) has a \"ts\" that is no time in seconds since 1970",
                "[{\"name\": \"a\", \"ts\": 1e99}]|vassal 1 (a) has a \"ts\" that is no time in seconds since 1970",
                "[{\"name\": \"a\", \"directory\": \"b\"}]|vassal 1 (a) has a \"directory\" that is no absolute path",
                "[{\"name\": \"a\", \"attributes\": []}]|vassal 1 (a) has \"attributes\" that are no object",
                "[{\"name\": \"a\", \"attributes\": {\"k\": null}}]|vassal 1 (a) has an attribute \"k\" that is no string",
                "[{\"name\": \"a\", \"attributes\": {\"k\": [1]}}]|vassal 1 (a) has an attribute \"k\" that is no string"
            })
    void refuses_the_whole_list_for_one_mistake(String json, String message) {
        assertThatThrownBy(() -> VassalList.read(json.getBytes(UTF_8)))
                .isInstanceOf(VassalList.MalformedException.class)
                .hasMessage(message);
    }

    @Test
    void wants_utf_8_and_bears_deep_nesting() {
        assertThatThrownBy(() -> VassalList.read("[{\"name\":\"ä\"}]".getBytes(ISO_8859_1)))
                .hasMessage("it is not UTF-8");
        assertThatThrownBy(() -> VassalList.read("[".repeat(1_000_000).getBytes(UTF_8)))
                .hasMessage("it is no JSON");
    }
}
