package org.jwsgi.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.jwsgi.kernel.plugin.PluginBuilder.NAMES_OPTIONS;
import static org.jwsgi.kernel.plugin.PluginBuilder.language;
import static org.jwsgi.kernel.plugin.PluginBuilder.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigText;
import org.jwsgi.api.master.MasterServiceProvider;
import org.jwsgi.api.protocol.SocketProtocolProvider;
import org.jwsgi.api.request.LanguageProvider;
import org.jwsgi.kernel.config.OptionSpec;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;

class PluginHostTest {
    private static final Set<ProcessRole> WORKER = Set.of(ProcessRole.WORKER);

    @TempDir
    Path temp;

    private Path dist;

    @BeforeEach
    void makeFolder() throws IOException {
        dist = Files.createDirectories(temp.resolve("plugins"));
    }

    @Test
    void loads_a_jar_by_its_id_once() throws IOException {
        language("my-lang", "my", 9).jar(dist.resolve("whatever.jar"));
        PluginHost host = host();
        assertThat(host.isLoaded("my-lang")).isFalse();
        assertThat(host.load("my_lang")).isEqualTo(new LoadOutcome.Loaded("my-lang"));
        assertThat(host.load("my-lang")).isEqualTo(new LoadOutcome.Loaded("my-lang"));
        assertThat(host.isLoaded("my_lang")).isTrue();
        assertThat(host.providers(WORKER).all(LanguageProvider.class)).hasSize(1);
    }

    @Test
    void finds_nothing_where_nothing_is() {
        assertThat(host().load("python3")).isEqualTo(new LoadOutcome.Missing());
        assertThat(host().load("/no/such/plugin.jar")).isEqualTo(new LoadOutcome.Missing());
        assertThat(host().isLoaded("python3")).isFalse();
    }

    @Test
    void finds_a_plugin_by_an_alias() throws IOException {
        language("jwsgi", "j", 8)
                .manifest("Plugin-Aliases", "jvm, jvm_openjdk17")
                .jar(dist.resolve("j.jar"));
        assertThat(host().load("jvm")).isEqualTo(new LoadOutcome.Loaded("jwsgi"));
        assertThat(host().load("jvm-openjdk17")).isEqualTo(new LoadOutcome.Loaded("jwsgi"));
    }

    @Test
    void gives_a_language_the_modifier_that_the_configuration_wants() throws IOException {
        language("one", "one", 9).jar(dist.resolve("one.jar"));
        PluginHost host = host();
        assertThat(host.load("5:one")).isEqualTo(new LoadOutcome.Loaded("one"));
        assertThat(host.providers(WORKER).language(5)).isPresent();
        assertThat(host.providers(WORKER).language(9)).isEmpty();
    }

    @Test
    void refuses_two_languages_with_one_modifier() throws IOException {
        language("one", "one", 9).jar(dist.resolve("one.jar"));
        language("two", "two", 9).jar(dist.resolve("two.jar"));
        PluginHost host = host();
        host.load("one");
        assertThat(host.load("two"))
                .isEqualTo(
                        new LoadOutcome.Broken("modifier1 9 is taken by plugin one; plugin = N:two gives it another"));
        assertThat(host.load("10:two")).isEqualTo(new LoadOutcome.Loaded("two"));
        assertThat(host.providers(WORKER).language(10).orElseThrow().pluginId()).isEqualTo("two");
    }

    @Test
    void loads_a_plugin_from_a_path_in_favour_of_one_in_a_folder() throws IOException {
        language("one", "dist", 9).jar(dist.resolve("one.jar"));
        Path jar = language("one", "own", 11).jar(temp.resolve("own.jar"));
        PluginHost host = host();
        assertThat(host.load(jar.toString())).isEqualTo(new LoadOutcome.Loaded("one"));
        assertThat(host.isLoaded(jar.toString())).isTrue();
        assertThat(host.providers(WORKER).language(11)).isPresent();
    }

    @Test
    void says_why_a_path_is_no_plugin() throws IOException {
        Path file = Files.writeString(temp.resolve("python3_plugin.so"), "ELF");
        assertThat(host().load(file.toString()))
                .isEqualTo(new LoadOutcome.Broken("neither a jar, nor a zip, nor a folder with classes/ or lib/"));
    }

    @Test
    void searches_added_folders_before_the_distribution() throws IOException {
        language("one", "dist", 9).jar(dist.resolve("one.jar"));
        Path own = Files.createDirectories(temp.resolve("own"));
        language("one", "own", 11).jar(own.resolve("one.jar"));
        PluginHost host = host();
        assertThat(host.available(ProviderKind.LANGUAGE)).hasSize(1);
        host.addDirectory(own);
        host.load("one");
        assertThat(host.providers(WORKER).language(11)).isPresent();
    }

    @Test
    void keeps_what_is_loaded_when_a_folder_is_added() throws IOException {
        language("one", "dist", 9).jar(dist.resolve("one.jar"));
        Path own = Files.createDirectories(temp.resolve("own"));
        language("one", "own", 11).jar(own.resolve("one.jar"));
        PluginHost host = host();
        host.load("one");
        host.addDirectory(own);
        assertThat(host.load("one")).isEqualTo(new LoadOutcome.Loaded("one"));
        assertThat(host.providers(WORKER).language(9)).isPresent();
    }

    @Test
    void a_missing_dependency_may_come_with_a_later_folder() throws IOException {
        language("one", "one", 9).manifest("Plugin-Dependencies", "base").jar(dist.resolve("one.jar"));
        Path own = Files.createDirectories(temp.resolve("own"));
        language("base", "base", 11).jar(own.resolve("base.jar"));
        PluginHost host = host();
        assertThat(host.load("one")).isInstanceOf(LoadOutcome.Broken.class);
        host.addDirectory(own);
        assertThat(host.load("one")).isEqualTo(new LoadOutcome.Loaded("one"));
        assertThat(host.isLoaded("base")).isTrue();
    }

    @Test
    void a_folder_that_is_not_there_is_no_error() {
        PluginHost host = host();
        host.addDirectory(temp.resolve("gone"));
        assertThat(host.plugins()).isEmpty();
    }

    @Test
    void accepts_folders_of_classes_and_of_jars() throws IOException {
        language("classes", "a", 9).classesFolder(dist.resolve("a"));
        language("lib", "b", 10).libFolder(dist.resolve("b"));
        Files.createDirectories(dist.resolve("unrelated"));
        Files.writeString(dist.resolve("README"), "no plugin");
        PluginHost host = host();
        assertThat(host.load("classes")).isEqualTo(new LoadOutcome.Loaded("classes"));
        assertThat(host.load("lib")).isEqualTo(new LoadOutcome.Loaded("lib"));
        assertThat(host.plugins()).hasSize(2);
        assertThat(host.providers(WORKER).all(LanguageProvider.class)).hasSize(2);
    }

    @Test
    void sees_classes_of_a_dependency_but_not_of_the_kernel() throws IOException {
        language("base", "base", 9)
                .source(
                        "base.Shared",
                        "package base; public class Shared { public static String hi() { return \"hi\"; } }")
                .jar(dist.resolve("base.jar"));
        Map<String, byte[]> user = PluginBuilder.compile(
                Map.of(
                        "base.Shared",
                                "package base; public class Shared { public static String hi() { return \"\"; } }",
                        "user.Greeting",
                                "package user; public class Greeting { public static String text() { return base.Shared.hi(); } }"));
        plugin("user", "1.0.0")
                .manifest("Plugin-Dependencies", "base, missing?")
                .languageClass("user.Provider", "user", 10, """
                        public List<String> appOptions() { throw new AssertionError("replaced"); }
                        """)
                .source("user.Provider", userProvider())
                .entry("user/Greeting.class", userClass(user))
                .jar(dist.resolve("user.jar"));
        PluginHost host = host();
        assertThat(host.available(ProviderKind.LANGUAGE))
                .filteredOn(entry -> entry.name().equals("user"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.facts().appOptions()).containsExactly("hi", "hidden", "hidden"));
    }

    private static byte[] userClass(Map<String, byte[]> classes) {
        return Optional.ofNullable(classes.get("user/Greeting.class")).orElseThrow();
    }

    private static String userProvider() {
        return """
                package user;
                import java.util.*;
                import org.jwsgi.api.*;
                import org.jwsgi.api.request.*;
                public class Provider implements LanguageProvider {
                    public String name() { return "user"; }
                    public int modifier1() { return 10; }
                    public List<String> appOptions() {
                        return List.of(call(), see("org.jwsgi.kernel.JwsgiException"), see("io.netty.channel.Channel"));
                    }
                    private static String call() {
                        try {
                            return (String) Class.forName("user.Greeting").getMethod("text").invoke(null);
                        } catch (ReflectiveOperationException e) {
                            return e.toString();
                        }
                    }
                    private static String see(String name) {
                        try {
                            return Class.forName(name).getName();
                        } catch (ClassNotFoundException e) {
                            return "hidden";
                        }
                    }
                    public Language create(PluginContext context) { throw new UnsupportedOperationException(); }
                }
                """;
    }

    @Test
    void a_plugin_may_bring_its_own_copy_of_the_api() throws IOException {
        byte[] api;
        try (var in = LanguageProvider.class.getResourceAsStream("LanguageProvider.class")) {
            api = Optional.ofNullable(in).orElseThrow().readAllBytes();
        }
        language("fat", "fat", 9)
                .entry("org/jwsgi/api/request/LanguageProvider.class", api)
                .jar(dist.resolve("fat.jar"));
        PluginHost host = host();
        host.load("fat");
        assertThat(host.providers(WORKER).language(9)).isPresent();
    }

    @Test
    void creates_only_what_the_process_needs() throws IOException {
        plugin("two", "1.0.0")
                .languageClass(
                        "two.Provider",
                        "two",
                        9,
                        NAMES_OPTIONS + "public Set<ProcessRole> roles() { return Set.of(ProcessRole.WORKER); }")
                .optionRecord("two", "two-text")
                .source("two.Service", """
                        package two;
                        import java.util.*;
                        import org.jwsgi.api.*;
                        import org.jwsgi.api.master.*;
                        public class Service implements MasterServiceProvider {
                            public String name() { return "two"; }
                            public Set<ProcessRole> roles() { return Set.of(ProcessRole.MASTER); }
                            public Optional<MasterService> create(MasterContext context) { return Optional.empty(); }
                        }
                        """)
                .service(MasterServiceProvider.class, "two.Service")
                .jar(dist.resolve("two.jar"));
        PluginHost host = host();
        host.load("two");
        ProviderTable master = host.providers(Set.of(ProcessRole.MASTER));
        assertThat(master.all(LanguageProvider.class)).isEmpty();
        assertThat(master.find(MasterServiceProvider.class, "two")).isPresent();
        assertThat(host.optionRecords()).hasSize(1);
        assertThat(host.optionRecords(Set.of(ProcessRole.MASTER))).isEmpty();
        assertThat(host.providers(Set.of(ProcessRole.MASTER, ProcessRole.WORKER))
                        .language(9))
                .isPresent();
    }

    @Test
    void creates_each_provider_once() throws IOException {
        language("one", "one", 9).jar(dist.resolve("one.jar"));
        PluginHost host = host();
        host.load("one");
        assertThat(host.providers(WORKER).language(9).orElseThrow().provider())
                .isSameAs(host.providers(WORKER).language(9).orElseThrow().provider());
    }

    @Test
    void lists_options_of_records_sockets_and_formats() throws IOException {
        plugin("all", "1.0.0")
                .languageClass("all.Provider", "all", 9, NAMES_OPTIONS)
                .optionRecord("all", "all-text")
                .source("all.Protocol", """
                        package all;
                        import java.util.*;
                        import org.jwsgi.api.*;
                        import org.jwsgi.api.protocol.*;
                        public class Protocol implements SocketProtocolProvider {
                            public String name() { return "talk"; }
                            public List<SocketOption> sockets() {
                                return List.of(new SocketOption("talk-socket", List.of("ts"), 'T', "listen for talk"));
                            }
                            public SocketProtocol create(PluginContext context) { throw new UnsupportedOperationException(); }
                        }
                        """)
                .service(SocketProtocolProvider.class, "all.Protocol")
                .source("all.Format", FORMAT)
                .service(ConfigFormatProvider.class, "all.Format")
                .jar(dist.resolve("all.jar"));
        PluginHost host = host();
        assertThat(host.availableOptions())
                .extracting(OptionSpec::name, OptionSpec::aliases, OptionSpec::shortName, OptionSpec::plugin)
                .containsExactlyInAnyOrder(
                        tuple("all-text", List.of(), (char) 0, "all"),
                        tuple("talk-socket", List.of("ts"), 'T', "all"),
                        tuple("toml", List.of("tml"), (char) 0, "all"));
        assertThat(host.loadProvider(ProviderKind.PROTOCOL, "talk")).isEqualTo(new LoadOutcome.Loaded("all"));
        assertThat(host.loadProvider(ProviderKind.PROTOCOL, "hush")).isEqualTo(new LoadOutcome.Missing());
    }

    @Test
    void prefers_a_declared_option_to_the_one_that_a_format_implies() throws IOException {
        plugin("toml", "1.0.0")
                .source("all.Format", FORMAT.replace("public String name()", NAMES_OPTIONS + " public String name()"))
                .optionRecord("all", "toml")
                .service(ConfigFormatProvider.class, "all.Format")
                .jar(dist.resolve("toml.jar"));
        assertThat(host().availableOptions())
                .singleElement()
                .satisfies(option -> assertThat(option.help()).isEqualTo("a text"));
    }

    @Test
    void finds_formats_by_option_and_by_file_and_names_the_plugin_that_fails() throws IOException {
        plugin("toml", "1.0.0")
                .source("all.Format", FORMAT)
                .service(ConfigFormatProvider.class, "all.Format")
                .jar(dist.resolve("toml.jar"));
        PluginHost host = host();
        assertThat(host.formatForOption("yaml")).isEmpty();
        assertThat(host.formatForFile("a.yaml")).isEmpty();
        assertThat(host.isLoaded("toml")).isFalse();
        ConfigFormatProvider format = host.formatForFile("a.toml").orElseThrow();
        assertThat(host.isLoaded("toml")).isTrue();
        assertThat(host.formatForOption("tml")).isPresent();
        assertThat(host.providers(WORKER).all(ConfigFormatProvider.class)).isEmpty();
        assertThat(format.name()).isEqualTo("toml");
        assertThat(format.parse(text("ok")))
                .singleElement()
                .satisfies(line -> assertThat(line.key()).isEqualTo("sees its own loader: true"));
        assertThatThrownBy(() -> format.parse(text("bad"))).isInstanceOf(ConfigFormatException.class);
        assertThatThrownBy(() -> format.parse(text("bug")))
                .isInstanceOfSatisfying(
                        PluginException.class, e -> assertThat(e.pluginId()).isEqualTo("toml"))
                .hasMessage("plugin toml: cannot read configuration file f: IllegalStateException: a bug");
        assertThatThrownBy(() -> format.parse(text("link")))
                .isInstanceOf(PluginException.class)
                .hasMessage("plugin toml: cannot read configuration file f: NoClassDefFoundError: gone");
    }

    @Test
    void restores_the_context_class_loader() throws IOException {
        plugin("toml", "1.0.0")
                .source("all.Format", FORMAT)
                .service(ConfigFormatProvider.class, "all.Format")
                .jar(dist.resolve("toml.jar"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ConfigFormatProvider format = host().formatForOption("toml").orElseThrow();
        assertThatThrownBy(() -> format.parse(text("bug"))).isInstanceOf(PluginException.class);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void gives_a_provider_its_options_and_no_others() throws IOException {
        plugin("one", "1.0.0")
                .languageClass("one.Provider", "one", 9, NAMES_OPTIONS)
                .optionRecord("one", "one-text")
                .jar(dist.resolve("one.jar"));
        PluginHost host = host();
        host.load("one");
        Class<? extends Record> type = host.optionRecords().getFirst();
        Map<Class<? extends Record>, Record> bound = Map.of(type, bound(type));
        PluginContexts contexts = new PluginContexts(
                record -> Optional.ofNullable(bound.get(record)).orElseThrow(), info(), ProcessRole.WORKER, 3);
        ProviderTable.Entry<LanguageProvider> entry =
                host.providers(WORKER).language(9).orElseThrow();
        PluginContext context = contexts.of(entry);
        assertThat(context.options(type)).isSameAs(bound.get(type));
        assertThat(context.workerId()).isEqualTo(3);
        assertThat(context.role()).isEqualTo(ProcessRole.WORKER);
        assertThat(context.instance().version()).isEqualTo("1");
        assertThatThrownBy(() -> context.options(OptionSpec.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not name");
        assertThatThrownBy(() -> entry.call("create", provider -> provider.create(context)))
                .isInstanceOf(PluginException.class)
                .hasMessage("plugin one: cannot create request plugin \"one\": UnsupportedOperationException");
    }

    @Test
    void hands_over_what_is_loaded_without_another_look_at_the_folders() throws IOException {
        language("base", "base", 9).jar(dist.resolve("base.jar"));
        plugin("one", "1.0.0")
                .manifest("Plugin-Dependencies", "base@>=1.0.0")
                .languageClass("one.Provider", "one", 10, NAMES_OPTIONS)
                .optionRecord("one", "one-text")
                .libFolder(dist.resolve("one"));
        language("unused", "unused", 12).jar(dist.resolve("unused.jar"));
        PluginHost host = host();
        host.load("77:one");
        PluginHost worker = PluginHost.received(host.handOver());
        Files.delete(dist.resolve("unused.jar"));
        assertThat(worker.plugins()).extracting(CataloguedPlugin::id).containsExactly("base", "one");
        assertThat(worker.providers(WORKER).language(77).orElseThrow().name()).isEqualTo("one");
        assertThat(worker.providers(WORKER).language(9)).isPresent();
        assertThat(worker.optionRecords(WORKER)).hasSize(1);
        assertThatThrownBy(() -> PluginHost.received(List.of("other", "plugin")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another version");
    }

    private static final String FORMAT = """
            package all;
            import java.util.*;
            import org.jwsgi.api.config.*;
            public class Format implements ConfigFormatProvider {
                public String name() { return "toml"; }
                public List<String> aliases() { return List.of("tml"); }
                public List<String> suffixes() { return List.of(".toml"); }
                public List<ConfigLine> parse(ConfigText text) {
                    switch (text.text()) {
                        case "bad": throw new ConfigFormatException(1, "bad");
                        case "bug": throw new IllegalStateException("a bug");
                        case "link": throw new NoClassDefFoundError("gone");
                    }
                    boolean own = Thread.currentThread().getContextClassLoader() == Format.class.getClassLoader();
                    return List.of(new ConfigLine("sees its own loader: " + own, "", new ConfigSource("f", 1)));
                }
            }
            """;

    private static ConfigText text(String text) {
        return new ConfigText("f", "uwsgi", false, text);
    }

    private static Record bound(Class<? extends Record> type) {
        try {
            return type.getConstructor(Optional.class).newInstance(Optional.empty());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InstanceInfo info() {
        return new InstanceInfo("1", "host", Path.of("/"), Path.of("/"), 1, false, 1, 1, Map.of());
    }

    private PluginHost host() {
        return PluginHost.open(dist, List.of(), temp.resolve("cache"), ReflectedOptions::read, _ -> false);
    }
}
