package org.jwsgi.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.jwsgi.kernel.plugin.PluginBuilder.NAMES_OPTIONS;
import static org.jwsgi.kernel.plugin.PluginBuilder.language;
import static org.jwsgi.kernel.plugin.PluginBuilder.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.kernel.config.OptionSpec;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;

/** Each way in which a plugin can be broken: it has its reason, and the sound plugin beside it works. */
class BrokenPluginsTest {
    private static final String LANGUAGE = "org.jwsgi.api.request.LanguageProvider";

    @TempDir
    Path folder;

    @BeforeEach
    void addSoundPlugin() throws IOException {
        language("sound", "sound", 7).jar(folder.resolve("sound.jar"));
    }

    @Test
    void a_file_that_is_no_jar() throws IOException {
        Files.writeString(folder.resolve("bad.jar"), "not a jar");
        assertBroken("bad.jar", "cannot read it: ZipException");
    }

    @Test
    void a_jar_without_a_manifest() throws IOException {
        try (var out = Files.newOutputStream(folder.resolve("bad.jar"))) {
            PluginBuilder.zip(Map.of("readme.txt", new byte[1]), out);
        }
        assertBroken("bad.jar", "no manifest");
    }

    @Test
    void a_jar_without_an_id() throws IOException {
        language("bad", "bad", 8).withoutManifestEntry("Plugin-Id").jar(folder.resolve("bad.jar"));
        assertBroken("bad.jar", "no Plugin-Id in its manifest");
    }

    @Test
    void a_jar_with_an_id_that_is_no_name() throws IOException {
        language("bad", "bad", 8).manifest("Plugin-Id", "a/b").jar(folder.resolve("bad.jar"));
        assertBroken("bad.jar", "Plugin-Id \"a/b\" may only have");
    }

    @Test
    void a_jar_without_a_version() throws IOException {
        language("bad", "bad", 8).withoutManifestEntry("Plugin-Version").jar(folder.resolve("bad.jar"));
        assertBroken("bad.jar", "no Plugin-Version in its manifest");
    }

    @Test
    void a_plugin_for_another_api_version() throws IOException {
        language("bad", "bad", 8).manifest("Plugin-Requires", ">=9.0.0").jar(folder.resolve("bad.jar"));
        assertBroken("bad", "it needs plugin API >=9.0.0, this is 0.1.0");
    }

    @Test
    void a_plugin_for_a_later_api_version_written_plainly() throws IOException {
        language("bad", "bad", 8).manifest("Plugin-Requires", "0.2.0").jar(folder.resolve("bad.jar"));
        assertBroken("bad", "it needs plugin API 0.2.0, this is 0.1.0");
    }

    @Test
    void a_plugin_whose_api_range_makes_no_sense() throws IOException {
        language("bad", "bad", 8).manifest("Plugin-Requires", "about one").jar(folder.resolve("bad.jar"));
        assertBroken("bad.jar", "cannot compare version 0.1.0 with \"about one\"");
    }

    @Test
    void a_provider_class_that_is_not_there() throws IOException {
        plugin("bad", "1.0.0").service(LANGUAGE, "bad.Gone").jar(folder.resolve("bad.jar"));
        assertBroken("bad", "provider bad.Gone is not there");
    }

    @Test
    void a_provider_class_that_is_damaged() throws IOException {
        language("bad", "bad", 8)
                .entry("bad/Provider.class", new byte[] {1, 2, 3})
                .jar(folder.resolve("bad.jar"));
        assertBroken("bad", "provider bad.Provider cannot be created: ClassFormatError");
    }

    @Test
    void a_provider_class_compiled_for_a_newer_java() throws IOException {
        byte[] compiled = PluginBuilder.compile(Map.of("bad.Provider", "package bad; public class Provider {}"))
                .values()
                .iterator()
                .next();
        compiled[7] += 1;
        plugin("bad", "1.0.0")
                .service(LANGUAGE, "bad.Provider")
                .entry("bad/Provider.class", compiled)
                .jar(folder.resolve("bad.jar"));
        assertBroken(
                "bad", "compiled for a newer Java than " + Runtime.version().feature());
    }

    @Test
    void a_provider_that_is_none() throws IOException {
        plugin("bad", "1.0.0")
                .service(LANGUAGE, "bad.Provider")
                .source("bad.Provider", "package bad; public class Provider {}")
                .jar(folder.resolve("bad.jar"));
        assertBroken("bad", "provider bad.Provider does not implement " + LANGUAGE);
    }

    @Test
    void a_provider_whose_class_is_not_public() throws IOException {
        plugin("bad", "1.0.0")
                .service(LANGUAGE, "bad.Provider")
                .source("bad.Provider", """
                        package bad;
                        abstract class Provider implements org.jwsgi.api.request.LanguageProvider {}
                        """)
                .jar(folder.resolve("bad.jar"));
        assertBroken("bad", "must be a public class with a public constructor");
    }

    @Test
    void a_provider_whose_constructor_throws() throws IOException {
        broken("public Provider() { throw new IllegalStateException(\"no luck\\nat all\"); }");
        assertBroken("bad", "provider bad.Provider cannot be created: IllegalStateException: no luck");
    }

    @Test
    void a_provider_whose_static_initialiser_throws() throws IOException {
        broken("static final int N = Integer.parseInt(\"x\");");
        assertBroken("bad", "provider bad.Provider cannot be created: NumberFormatException");
    }

    @Test
    void a_provider_that_needs_a_kernel_class() throws IOException {
        broken("public Provider() { new org.jwsgi.kernel.JwsgiException(null, null); }");
        assertBroken("bad", "provider bad.Provider cannot be created: NoClassDefFoundError");
    }

    @Test
    void a_provider_whose_options_throw() throws IOException {
        broken("public List<Class<? extends Record>> options() { throw new IllegalStateException(\"no\"); }");
        assertBroken("bad", "provider bad.Provider failed: IllegalStateException: no");
    }

    @Test
    void a_provider_whose_options_are_null() throws IOException {
        broken("public List<Class<? extends Record>> options() { return null; }");
        assertBroken("bad", "provider bad.Provider failed: NullPointerException");
    }

    @Test
    void a_provider_with_an_impossible_modifier() throws IOException {
        language("bad", "bad", 256).jar(folder.resolve("bad.jar"));
        assertBroken("bad", "modifier1 is 256, not 0 to 255");
    }

    @Test
    void a_provider_without_a_name() throws IOException {
        plugin("bad", "1.0.0").languageClass("bad.Provider", " ", 8, "").jar(folder.resolve("bad.jar"));
        assertBroken("bad", "provider bad.Provider has no name");
    }

    @Test
    void an_option_record_without_declarations() throws IOException {
        plugin("bad", "1.0.0")
                .languageClass("bad.Provider", "bad", 8, NAMES_OPTIONS)
                .source("bad.Options", "package bad; public record Options(int loose) {}")
                .jar(folder.resolve("bad.jar"));
        assertBroken("bad", "options of bad.Options: IllegalArgumentException: loose is not declared");
    }

    @Test
    void an_option_of_the_kernel() throws IOException {
        plugin("bad", "1.0.0")
                .languageClass("bad.Provider", "bad", 8, NAMES_OPTIONS)
                .optionRecord("bad", "master")
                .jar(folder.resolve("bad.jar"));
        assertBroken("bad", "its option \"master\" is one of the kernel");
    }

    @Test
    void a_plugin_without_providers() throws IOException {
        plugin("bad", "1.0.0").jar(folder.resolve("bad.jar"));
        assertBroken("bad", "it provides nothing: no file META-INF/services/org.jwsgi.api.* names a provider");
    }

    @Test
    void a_plugin_with_providers_of_the_future_only() throws IOException {
        plugin("bad", "1.0.0")
                .service("org.jwsgi.api.moon.MoonProvider", "bad.Moon")
                .jar(folder.resolve("bad.jar"));
        assertBroken("bad", "only org.jwsgi.api.moon.MoonProvider");
    }

    @Test
    void a_folder_with_nothing_in_lib() throws IOException {
        Files.createDirectories(folder.resolve("bad/lib"));
        assertBroken("bad", "neither classes/ nor lib/*.jar in it");
    }

    @Test
    void a_folder_with_two_plugins_in_lib() throws IOException {
        language("one", "one", 8).libFolder(folder.resolve("bad"));
        language("two", "two", 9).jar(folder.resolve("bad/lib/second.jar"));
        assertBroken("bad", "more than one jar in lib/ has a Plugin-Id");
    }

    @Test
    void a_missing_dependency() throws IOException {
        language("bad", "bad", 8).manifest("Plugin-Dependencies", "moon").jar(folder.resolve("bad.jar"));
        assertBroken("bad", "it needs plugin moon, which is not there");
    }

    @Test
    void a_dependency_of_the_wrong_version() throws IOException {
        language("bad", "bad", 8)
                .manifest("Plugin-Dependencies", "sound@>=2.0.0")
                .jar(folder.resolve("bad.jar"));
        assertBroken("bad", "it needs plugin sound >=2.0.0, not 1.2.3");
    }

    @Test
    void a_broken_dependency() throws IOException {
        plugin("worse", "1.0.0").jar(folder.resolve("worse.jar"));
        language("bad", "bad", 8).manifest("Plugin-Dependencies", "worse").jar(folder.resolve("bad.jar"));
        assertBroken("bad", "it needs plugin worse, which is broken");
    }

    @Test
    void a_circle_of_dependencies() throws IOException {
        language("bad", "bad", 8).manifest("Plugin-Dependencies", "bad2").jar(folder.resolve("bad.jar"));
        language("bad2", "bad2", 9).manifest("Plugin-Dependencies", "bad").jar(folder.resolve("bad2.jar"));
        assertBroken("bad", "it depends on itself through plugin bad2");
        assertBroken("bad2", "it depends on itself through plugin bad");
    }

    @Test
    void a_second_plugin_with_an_id() throws IOException {
        language("sound", "other", 8).jar(folder.resolve("z.jar"));
        List<CataloguedPlugin> broken = broken(host());
        assertThat(broken).singleElement().satisfies(plugin -> {
            assertThat(plugin.path()).isEqualTo(folder.resolve("z.jar"));
            assertThat(plugin.reason()).isEqualTo("plugin id \"sound\" is taken by " + folder.resolve("sound.jar"));
        });
    }

    @Test
    void a_second_provider_with_a_name() throws IOException {
        plugin("z", "1.0.0").languageClass("z.Provider", "sound", 8, "").jar(folder.resolve("z.jar"));
        assertBroken(
                "z",
                "the name \"sound\" among the request plugins is taken by plugin sound (" + folder.resolve("sound.jar")
                        + ")");
    }

    @Test
    void two_providers_with_one_name_in_one_plugin() throws IOException {
        plugin("bad", "1.0.0")
                .languageClass("bad.One", "bad", 8, "")
                .languageClass("bad.Two", "bad", 9, "")
                .jar(folder.resolve("bad.jar"));
        assertBroken("bad", "two of its request plugins are called \"bad\": bad.One and bad.Two");
    }

    @Test
    void a_second_plugin_with_an_option() throws IOException {
        for (String id : List.of("a", "b")) {
            plugin(id, "1.0.0")
                    .languageClass(id + ".Provider", id, id.equals("a") ? 8 : 9, NAMES_OPTIONS)
                    .optionRecord(id, "shared")
                    .jar(folder.resolve(id + ".jar"));
        }
        assertBroken("b", "its option \"shared\" is declared by plugin a (" + folder.resolve("a.jar") + "), too");
        assertThat(host().availableOptions())
                .extracting(OptionSpec::name, OptionSpec::plugin)
                .containsExactly(tuple("shared", "a"));
    }

    private void broken(String members) throws IOException {
        plugin("bad", "1.0.0").languageClass("bad.Provider", "bad", 8, members).jar(folder.resolve("bad.jar"));
    }

    /** Asserts the reason of one plugin, and that the sound one is none the worse. */
    private void assertBroken(String id, String reason) {
        PluginHost host = host();
        assertThat(broken(host)).anySatisfy(plugin -> {
            assertThat(plugin.id()).isEqualTo(id);
            assertThat(plugin.reason()).contains(reason).doesNotContain("\n");
        });
        String name = id.endsWith(".jar") ? folder.resolve(id).toString() : id;
        if (!id.equals("bad") || !Files.isDirectory(folder.resolve("bad"))) {
            assertThat(host.load(name))
                    .isInstanceOfSatisfying(
                            LoadOutcome.Broken.class,
                            outcome -> assertThat(outcome.reason()).contains(reason));
        }
        assertThat(host.load("sound")).isEqualTo(new LoadOutcome.Loaded("sound"));
        assertThat(host.providers(Set.of(ProcessRole.WORKER)).language(7)).isPresent();
    }

    private static List<CataloguedPlugin> broken(PluginHost host) {
        return host.plugins().stream()
                .filter(plugin -> plugin.state() == CataloguedPlugin.State.BROKEN)
                .toList();
    }

    private PluginHost host() {
        return PluginHost.open(folder, List.of(), folder.resolve("cache"), ReflectedOptions::read, "master"::equals);
    }
}
