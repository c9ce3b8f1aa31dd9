package org.jwsgi.plugins.jwsgi;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.request.RequestVars;

class VariableNamesTest {
    private final VariableNames names = new VariableNames();

    @Property(tries = 300)
    void any_name_is_the_name_that_was_sent(@ForAll String before, @ForAll String name) {
        RequestVars vars = new RequestVars(16);
        vars.add(before, "x");
        vars.add(name, "y");
        assertThat(names.name(vars, 1)).isEqualTo(vars.name(1));
    }

    @Test
    void usual_names_are_not_made_anew() {
        for (String name :
                new String[] {"REQUEST_METHOD", "PATH_INFO", "HTTP_HOST", "CONTENT_LENGTH", "UWSGI_SCHEME"}) {
            RequestVars vars = new RequestVars(16);
            vars.add("FIRST", "x");
            vars.add(name, "y");
            assertThat(names.name(vars, 1)).isEqualTo(name).isSameAs(names.name(vars, 1));
        }
    }

    @Test
    void a_name_that_begins_or_ends_like_a_usual_one_is_its_own() {
        for (String name : new String[] {"PATH_INF", "PATH_INFOO", "path_info", "XPATH_INFO", ""}) {
            RequestVars vars = new RequestVars(16);
            vars.add(name, "y");
            assertThat(names.name(vars, 0)).isEqualTo(name);
        }
    }
}
