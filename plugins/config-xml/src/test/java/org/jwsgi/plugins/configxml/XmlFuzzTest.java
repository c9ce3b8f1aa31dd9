package org.jwsgi.plugins.configxml;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigText;

/** Any text gives options or a {@link ConfigFormatException}. */
class XmlFuzzTest {
    private static final String[] PIECES = {
        "<uwsgi>",
        "</uwsgi>",
        "<uwsgi id=\"uwsgi\">",
        "<a>",
        "</a>",
        "<b/>",
        "x",
        "&amp;",
        "&y;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<!DOCTYPE a [<!ENTITY y \"z\">]>",
        "<?xml version=\"1.0\"?>",
        "\n",
        "<app mountpoint=\"/\">",
        "</app>"
    };

    private static void read(String contents) {
        try {
            assertThat(new XmlFormatProvider().parse(new ConfigText("a.xml", "uwsgi", true, contents)))
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
