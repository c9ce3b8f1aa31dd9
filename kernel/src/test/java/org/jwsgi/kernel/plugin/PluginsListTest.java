package org.jwsgi.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.plugin.CataloguedPlugin.State;

class PluginsListTest {
    @Test
    void shows_each_provider_by_kind_and_each_broken_plugin_with_its_reason() {
        List<CataloguedPlugin> plugins = List.of(
                plugin("jwsgi", State.LOADED, "", -1, entry(ProviderKind.LANGUAGE, "jwsgi", 8)),
                plugin("hello", State.LOADED, "", 30, entry(ProviderKind.LANGUAGE, "hello", 250)),
                plugin("http", State.AVAILABLE, "", -1, entry(ProviderKind.PROTOCOL, "http", -1)),
                plugin("uwsgi", State.LOADED, "", -1, entry(ProviderKind.PROTOCOL, "uwsgi", -1)),
                plugin("old", State.BROKEN, "it needs plugin API >=9.0.0, this is 0.1.0", -1),
                new CataloguedPlugin(
                        "x.jar", "", "", Path.of("/p/x.jar"), State.BROKEN, "no manifest", -1, List.of(), List.of()));
        assertThat(PluginsList.render(plugins)).isEqualTo("""
                        *** jwsgi request plugins ***
                        8: jwsgi   jwsgi 1.0.0  loaded  /p/jwsgi.jar
                        30: hello  hello 1.0.0  loaded  /p/hello.jar

                        *** jwsgi protocols ***
                        http   http 1.0.0   available  /p/http.jar
                        uwsgi  uwsgi 1.0.0  loaded     /p/uwsgi.jar

                        *** jwsgi broken plugins ***
                        old 1.0.0  /p/old.jar  broken: it needs plugin API >=9.0.0, this is 0.1.0
                        x.jar      /p/x.jar    broken: no manifest

                        --- end of plugins list ---
                        """);
    }

    @Test
    void shows_only_the_end_without_plugins() {
        assertThat(PluginsList.render(List.of())).isEqualTo("--- end of plugins list ---\n");
    }

    private static CataloguedPlugin plugin(
            String id, State state, String reason, int modifier, ProviderEntry... providers) {
        Path path = Path.of("/p", id + ".jar");
        return new CataloguedPlugin(id, "1.0.0", "", path, state, reason, modifier, List.of(providers), List.of());
    }

    private static ProviderEntry entry(ProviderKind kind, String name, int modifier1) {
        ProviderFacts facts = new ProviderFacts(modifier1, List.of(), List.of(), List.of(), List.of(), List.of());
        return new ProviderEntry(kind, name, "x.Provider", Set.of(), List.of(), facts);
    }
}
