package org.jwsgi.plugins.configjson;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigText;

/** Any text gives options or a {@link ConfigFormatException}. */
class JsonFuzzTest {
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        "\"uwsgi\"",
        "\"a\"",
        ":",
        ",",
        "1",
        "-2.50e+3",
        "true",
        "null",
        "\"x\\u0041\"",
        "\n",
        "\"",
        "\\",
        "{\"uwsgi\":{\"a\":[1,\"b\"",
        " "
    };

    private static void read(String contents) {
        try {
            assertThat(new JsonFormatProvider().parse(new ConfigText("a.json", "uwsgi", true, contents)))
                    .isNotNull();
        } catch (ConfigFormatException e) {
            assertThat(e.getMessage()).isNotEmpty().doesNotContain("\n");
            assertThat(e.line()).isBetween(0, contents.length() + 1);
        }
    }

    @Property(tries = 500)
    void any_text(@ForAll String contents) {
        read(contents);
    }

    @Property(tries = 2000)
    void any_pieces(@ForAll("pieces") String contents) {
        read(contents);
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(PIECES).list().ofMaxSize(14).map(pieces -> String.join("", pieces));
    }
}
