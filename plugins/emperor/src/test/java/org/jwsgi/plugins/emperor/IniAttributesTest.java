package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class IniAttributesTest {
    @Test
    void takes_wanted_keys_of_the_section_alone() {
        String text = """
                [uwsgi]
                wrapper = /no
                [emperor]
                ; wrapper = /comment
                wrapper = /usr/bin/uwsgi
                chdir=/srv
                other = x
                [emperors]
                wrapper = /no
                [emperor]
                wrapper = /second
                """;
        assertThat(IniAttributes.parse(text, List.of("wrapper", "chdir")))
                .extracting(attribute -> attribute.key() + ' ' + attribute.value())
                .containsExactly("wrapper /usr/bin/uwsgi", "chdir /srv", "wrapper /second");
    }
}
