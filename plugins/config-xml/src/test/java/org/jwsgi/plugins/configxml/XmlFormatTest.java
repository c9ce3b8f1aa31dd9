package org.jwsgi.plugins.configxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigText;

class XmlFormatTest {
    private static List<String> read(String section, String contents) {
        return new XmlFormatProvider()
                .parse(new ConfigText("a.xml", section, !section.equals("uwsgi"), contents)).stream()
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
                .containsExactly("xml");
        assertThat(new XmlFormatProvider().aliases()).containsExactly("xmlconfig");
        assertThat(new XmlFormatProvider().suffixes()).containsExactly(".xml");
    }

    private static List<String> readId(String id, String xml) {
        return new XmlFormatProvider()
                .parse(new ConfigText("a.xml", id, true, xml)).stream()
                        .map(line -> line.source().line() + ": " + line.key() + " = " + line.value())
                        .toList();
    }

    /** Observed with uWSGI 2.0.21. */
    @Test
    void elements_are_options() {
        assertThat(read("uwsgi", """
                        <?xml version="1.0" encoding="ISO-8859-1"?>
                        <uwsgi>
                          <!-- a comment -->
                          <master/>
                          <sp> padded </sp>
                          <socket>:1</socket>
                          <socket>a&amp;b<![CDATA[<c>]]></socket>
                          <app mountpoint="/x">x.py</app>
                          <app domain="d">d.py</app>
                          <app>plain</app>
                          <![CDATA[code]]>
                        </uwsgi>
                        """))
                .containsExactly(
                        "4: master = 1",
                        "5: sp =  padded ",
                        "6: socket = :1",
                        "7: socket = a&b<c>",
                        "8: mount = /x=x.py",
                        "9: mount = d|=d.py",
                        "10: app = plain",
                        "11: eval = code");
    }

    @Test
    void ids_choose_among_several() {
        String xml = """
                <all>
                  <uwsgi id="a"><x>1</x></uwsgi>
                  <uwsgi id="b"><x>2</x><y id="a">3</y><y id="b">4</y></uwsgi>
                  <uwsgi><x>5</x></uwsgi>
                </all>
                """;
        assertThat(read("uwsgi", xml)).containsExactly("2: x = 1");
        assertThat(readId("b", xml)).containsExactly("3: x = 2", "3: y = 4");
        assertThat(readId("c", xml)).containsExactly("4: x = 5");
        assertThatThrownBy(() -> readId("", xml))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("invalid xml id");
    }

    @Test
    void another_root_is_refused() {
        assertThatThrownBy(() -> read("uwsgi", "<nginx><a/></nginx>"))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("[jwsgi] invalid xml root element, <uwsgi> expected.");
    }

    @Test
    void errors_name_the_line() {
        assertThat(lineOfError("<uwsgi>\n<a>\n</b>\n</uwsgi>")).isEqualTo(3);
        assertThatThrownBy(() -> read("uwsgi", "<uwsgi>\n<a><b/></a></uwsgi>"))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("the option <a> cannot hold the element <b>");
        assertThatThrownBy(() -> read("uwsgi", "")).isInstanceOf(ConfigFormatException.class);
    }

    @Test
    void entities_and_external_files_are_not_read(@TempDir Path directory) throws IOException {
        Path secret = directory.resolve("secret");
        Files.writeString(secret, "hunter2");
        String external = "<!DOCTYPE u [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>\n<uwsgi><a>&e;</a></uwsgi>";
        assertThatThrownBy(() -> read("uwsgi", external))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> read("uwsgi", "<!DOCTYPE u [<!ENTITY e \"x\">]><uwsgi><a>&e;</a></uwsgi>"))
                .isInstanceOf(ConfigFormatException.class);
    }
}
