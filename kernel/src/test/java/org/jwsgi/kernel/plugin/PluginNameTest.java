package org.jwsgi.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PluginNameTest {
    @Test
    void reads_uwsgis_forms() {
        assertThat(PluginName.parse("python3")).isEqualTo(new PluginName(-1, "python3"));
        assertThat(PluginName.parse(" http ")).isEqualTo(new PluginName(-1, "http"));
        assertThat(PluginName.parse("5:python3")).isEqualTo(new PluginName(5, "python3"));
        assertThat(PluginName.parse("0:a")).isEqualTo(new PluginName(0, "a"));
        assertThat(PluginName.parse("255:/x/a.jar")).isEqualTo(new PluginName(255, "/x/a.jar"));
        assertThat(PluginName.parse("5:python3|python_plugin")).isEqualTo(new PluginName(5, "python3"));
    }

    @Test
    void leaves_alone_what_is_no_modifier() {
        assertThat(PluginName.parse("256:a")).isEqualTo(new PluginName(-1, "256:a"));
        assertThat(PluginName.parse("x:a")).isEqualTo(new PluginName(-1, "x:a"));
        assertThat(PluginName.parse(":a")).isEqualTo(new PluginName(-1, ":a"));
        assertThat(PluginName.parse("1000:a")).isEqualTo(new PluginName(-1, "1000:a"));
    }
}
