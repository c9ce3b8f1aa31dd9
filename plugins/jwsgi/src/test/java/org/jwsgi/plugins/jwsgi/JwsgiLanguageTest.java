package org.jwsgi.plugins.jwsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.api.request.FakeRequest;
import org.jwsgi.api.request.FakeResponse;
import org.jwsgi.api.request.Language;
import org.jwsgi.api.request.LanguageProvider;
import org.jwsgi.api.request.LoadedApp;

class JwsgiLanguageTest {
    private static final String HELLO = """
            import java.util.*;
            public class Hello {
                static int calls;
                public static Object[] application(HashMap<String, Object> env) {
                    return new Object[] {200, Map.of(), "hello " + env.get("PATH_INFO") + " " + ++calls};
                }
                Object[] second(Map<String, Object> env) {
                    return new Object[] {200, Map.of(), "second " + ++calls};
                }
                static String broken(HashMap<String, Object> env) {
                    return "";
                }
            }
            """;

    @TempDir
    Path folder;

    private TestApps apps;
    private final List<Language> opened = new ArrayList<>();

    @BeforeEach
    void prepare() {
        apps = new TestApps(folder);
    }

    @AfterEach
    void close() {
        opened.forEach(Language::close);
    }

    @Test
    void the_provider_is_found_as_a_service() {
        assertThat(ServiceLoader.load(LanguageProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList())
                .singleElement()
                .satisfies(provider -> {
                    assertThat(provider.name()).isEqualTo("jwsgi");
                    assertThat(provider.modifier1()).isEqualTo(8);
                    assertThat(provider.appOptions()).containsExactly("jwsgi");
                    assertThat(provider.options()).containsExactly(JwsgiOptions.class);
                });
    }

    @ParameterizedTest
    @CsvSource({"Hello, hello / 1", "Hello:application, hello / 1", "Hello:second, second 1"})
    void a_class_on_the_class_path(String app, String answer) throws Exception {
        Path classes = apps.compiled("classes", apps.source("src/Hello.java", HELLO));
        FakePluginContext context = new FakePluginContext(TestApps.options(app, classes));
        LoadedApp loaded = only(context);
        assertThat(loaded.mountpoint()).isEmpty();
        assertThat(loaded.name()).isEqualTo(app);
        assertThat(answer(loaded)).isEqualTo(answer);
        assertThat(context.log().lines())
                .containsExactly(
                        "INFO JVM " + Runtime.version() + " initialized (worker: 1 pid: "
                                + ProcessHandle.current().pid() + ")",
                        "INFO JWSGI app \"" + app + "\" loaded");
    }

    @ParameterizedTest
    @CsvSource({"com.example.App", "com/example/App"})
    void a_class_in_a_package(String app) throws Exception {
        String source = "package com.example; " + HELLO.replace("class Hello", "class App");
        Path classes = apps.compiled("classes", apps.source("src/App.java", source));
        assertThat(answer(only(TestApps.options(app, classes)))).isEqualTo("hello / 1");
    }

    @Test
    void nothing_needs_to_be_public_and_the_object_is_made_once() throws Exception {
        Path file = apps.source("Hidden.java", """
                import java.util.*;
                class Hidden {
                    private int calls;
                    private Hidden() {}
                    private Object[] application(HashMap<String, Object> env) {
                        return new Object[] {200, Map.of(), "call " + ++calls};
                    }
                }
                """);
        LoadedApp app = only(TestApps.options(file));
        assertThat(answer(app)).isEqualTo("call 1");
        assertThat(answer(app)).isEqualTo("call 2");
    }

    @Test
    void a_static_method_is_preferred_and_an_inherited_one_counts() throws Exception {
        Path file = apps.source("Child.java", """
                import java.util.*;
                class Child extends Parent {
                    Object[] application(Map<String, Object> env) { return new Object[] {200, Map.of(), "instance"}; }
                }
                class Parent {
                    static Object[] application(HashMap<String, Object> env) {
                        return new Object[] {200, Map.of(), "static"};
                    }
                }
                """);
        assertThat(answer(only(TestApps.options(file)))).isEqualTo("static");
    }

    @Test
    void a_jar_through_its_manifest_or_with_a_class() throws Exception {
        Path classes = apps.compiled("classes", apps.source("src/Hello.java", HELLO));
        Path main = apps.jar("main.jar", classes, "Main-Class", "Hello");
        Path named = apps.jar("named.jar", classes, "JWSGI-Application", "Hello:second");
        Path plain = apps.jar("plain.jar", classes, null, "");
        assertThat(answer(only(TestApps.options(main)))).isEqualTo("hello / 1");
        assertThat(answer(only(TestApps.options(named)))).isEqualTo("second 1");
        assertThat(answer(only(TestApps.options(plain + ":Hello")))).isEqualTo("hello / 1");
        assertThat(answer(only(TestApps.options(plain + ":Hello:second")))).isEqualTo("second 1");
        assertThat(answer(only(TestApps.options("Hello", folder + "/*")))).isEqualTo("hello / 1");
        refused("its manifest has neither JWSGI-Application nor Main-Class", TestApps.options(plain));
    }

    @Test
    void problems_with_a_jar_have_one_clear_line() throws Exception {
        refused("does not exist", TestApps.options(folder.resolve("missing.jar")));
        refused("cannot read", TestApps.options(apps.source("broken.jar", "no zip")));
    }

    @Test
    void a_missing_class_names_the_class_path() {
        refused(
                "cannot load \"No.Such\": class No.Such not found in class path \"",
                TestApps.options("No.Such", folder));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello:nothing | no method Object[] nothing(HashMap); it has Object[] application(HashMap), "
                        + "Object[] second(Map); write Class:method",
                "Hello:broken | no method Object[] broken(HashMap); found String broken(HashMap)",
            })
    void a_missing_method_names_the_candidates(String app, String message) {
        Path classes = apps.compiled("classes", apps.source("src/Hello.java", HELLO));
        refused(message, TestApps.options(app, classes));
    }

    @Test
    void a_class_that_cannot_be_used_says_why() {
        Path abstractApp = apps.source(
                "A.java",
                "abstract class A { Object[] application(java.util.HashMap<String, Object> e) { return null; } }");
        Path noConstructor = apps.source(
                "B.java",
                "class B { B(int i) {} Object[] application(java.util.HashMap<String, Object> e) { return null; } }");
        Path failing = apps.source(
                "C.java",
                "class C { static { if (true) throw new IllegalStateException(\"boom\"); }"
                        + " static Object[] application(java.util.HashMap<String, Object> e) { return null; } }");
        Path empty = apps.source("D.java", "// nothing");
        refused("class A is abstract", TestApps.options(abstractApp));
        refused("class B has no constructor without parameters", TestApps.options(noConstructor));
        assertThatThrownBy(() -> only(TestApps.options(failing)))
                .isInstanceOf(AppLoadException.class)
                .hasMessageEndingWith("the static initializer of C failed")
                .cause()
                .hasMessage("boom");
        refused("it declares no class", TestApps.options(empty));
        refused("it has no method that could be one", TestApps.options("uwsgi"));
    }

    @Test
    void a_class_that_mentions_a_missing_one_says_which() throws Exception {
        Path classes = apps.compiled("classes", apps.source("App.java", """
                class App {
                    static Object[] application(java.util.HashMap<String, Object> env) { return null; }
                    static void other(Gone gone) {}
                }
                class Gone {}
                """));
        Files.delete(classes.resolve("Gone.class"));
        refused("cannot load \"App\": java.lang.NoClassDefFoundError: Gone", TestApps.options("App", classes));
    }

    @Test
    void main_classes_run_first_and_share_the_loader_of_the_app() throws Exception {
        Path file = apps.source("App.java", """
                import java.util.*;
                class App {
                    static final List<String> seen = new ArrayList<>();
                    static Object[] application(HashMap<String, Object> env) {
                        return new Object[] {200, Map.of(), seen.toString()};
                    }
                }
                class First { static void main(String[] arguments) { App.seen.add("first " + arguments.length); } }
                class Second { public static void main() { App.seen.add("second"); } }
                class Third { static { App.seen.add("third"); } }
                """);
        FakePluginContext context = new FakePluginContext(new JwsgiOptions(
                Optional.of(file.toString()),
                List.of(),
                List.of("First", "Second"),
                List.of("no/such/Class", "Third")));
        assertThat(answer(only(context))).isEqualTo("[first 0, second, third]");
        assertThat(context.log().lines())
                .anySatisfy(
                        line -> assertThat(line).startsWith("WARN cannot load \"no/such/Class\": class no.such.Class"));
    }

    @Test
    void main_classes_that_fail_end_the_start() {
        Path file = apps.source("App.java", """
                class App { static Object[] application(java.util.HashMap<String, Object> env) { return null; } }
                class NoMain { void main(String[] instanceMethod) {} }
                class Failing { static void main(String[] arguments) { throw new IllegalStateException("boom"); } }
                """);
        refused("unable to find main() method in class \"NoMain\"", withMain(file, "NoMain"));
        refused("main() of class \"Failing\" failed", withMain(file, "Failing"));
        refused("class NotThere not found", withMain(file, "NotThere"));
    }

    @Test
    void main_classes_run_without_an_app_too() {
        Path classes = apps.compiled(
                "classes", apps.source("Failing.java", "class Failing { static void main() { throw new Error(); } }"));
        JwsgiOptions options =
                new JwsgiOptions(Optional.empty(), List.of(classes.toString()), List.of("Failing"), List.of());
        assertThatThrownBy(() -> open(new FakePluginContext(options)).loadApps())
                .isInstanceOf(AppLoadException.class)
                .hasMessageStartingWith("main() of class \"Failing\" failed");
    }

    @Test
    void mount_takes_what_is_ours() throws Exception {
        Path classes = apps.compiled("classes", apps.source("src/Hello.java", HELLO));
        Path source = apps.source("other.java", HELLO);
        Path jar = apps.jar("app.jar", classes, "Main-Class", "Hello");
        JwsgiLanguage language = open(new FakePluginContext(TestApps.options(null, classes)));
        assertThat(language.loadApps()).isEmpty();
        for (String app : List.of("Hello", "Hello:second", source.toString(), jar.toString())) {
            LoadedApp mounted = language.mount("/there", app).orElseThrow();
            assertThat(mounted.mountpoint()).isEqualTo("/there");
            assertThat(answer(mounted)).endsWith(" 1");
        }
        for (String app :
                List.of("app.py", "module:callable", "foo.psgi", "", ":callable", "module:", "java.lang.String")) {
            assertThat(language.mount("/there", app)).as(app).isEmpty();
        }
        assertThatThrownBy(() -> language.mount("/there", "missing.java"))
                .isInstanceOf(AppLoadException.class)
                .hasMessageStartingWith("cannot read ")
                .hasMessageEndingWith("missing.java: no such file or directory");
    }

    @Test
    void apps_share_no_classes_unless_single_interpreter_says_so() throws Exception {
        Path classes = apps.compiled("classes", apps.source("src/Hello.java", HELLO));
        JwsgiLanguage separate = open(new FakePluginContext(TestApps.options("Hello", classes)));
        assertThat(answer(separate.loadApps().getFirst())).isEqualTo("hello / 1");
        assertThat(answer(separate.mount("/a", "Hello").orElseThrow())).isEqualTo("hello / 1");

        JwsgiLanguage single = open(
                new FakePluginContext(TestApps.options("Hello", classes)).configured("single-interpreter", "true"));
        assertThat(answer(single.loadApps().getFirst())).isEqualTo("hello / 1");
        assertThat(answer(single.mount("/a", "Hello").orElseThrow())).isEqualTo("hello / 2");

        JwsgiLanguage off =
                open(new FakePluginContext(TestApps.options("Hello", classes)).configured("single-interpreter", "off"));
        assertThat(answer(off.loadApps().getFirst())).isEqualTo("hello / 1");
        assertThat(answer(off.mount("/a", "Hello").orElseThrow())).isEqualTo("hello / 1");
    }

    @Test
    void with_single_interpreter_two_files_cannot_define_one_class() {
        Path first = apps.source("a/Hello.java", HELLO);
        Path second = apps.source("b/Hello.java", HELLO);
        JwsgiLanguage single =
                open(new FakePluginContext(TestApps.options(first)).configured("single-interpreter", "true"));
        single.loadApps();
        assertThatThrownBy(() -> single.mount("/b", second.toString()))
                .isInstanceOf(AppLoadException.class)
                .hasMessageContaining("defines the class Hello, too");
    }

    @Test
    void apps_see_the_jdk_and_uwsgi_and_nothing_of_the_server() throws Exception {
        Path file = apps.source("Look.java", """
                import java.util.*;
                class Look {
                    static Object[] application(HashMap<String, Object> env) {
                        List<String> seen = new ArrayList<>();
                        for (String name : env.get("PATH_INFO").toString().substring(1).split(",")) {
                            try {
                                Class.forName(name);
                                seen.add(name);
                            } catch (ClassNotFoundException e) {
                                // hidden
                            }
                        }
                        return new Object[] {200, Map.of(), seen.toString()};
                    }
                }
                """);
        LoadedApp app = only(TestApps.options(file));
        String hidden = "org.jwsgi.plugins.jwsgi.JwsgiLanguage,org.jwsgi.api.request.Request,org.slf4j.Logger,"
                + "org.pf4j.ExtensionPoint,uwsgi$Bridge,org.assertj.core.api.Assertions";
        String visible = "uwsgi,uwsgi$RequestBody,uwsgi$SignalHandler,java.sql.Connection,javax.tools.JavaCompiler,"
                + "com.sun.net.httpserver.HttpServer,com.sun.source.tree.Tree";
        assertThat(answer(app, FakeRequest.get("/" + hidden))).isEqualTo("[]");
        assertThat(answer(app, FakeRequest.get("/" + visible))).isEqualTo("[" + visible.replace(",", ", ") + "]");
    }

    @Test
    void the_context_loader_is_the_apps_own_during_load_request_and_body_only() throws Exception {
        Path file = apps.source("Context.java", """
                import java.util.*;
                class Context {
                    static final ClassLoader AT_LOAD = Thread.currentThread().getContextClassLoader();
                    static Object[] application(HashMap<String, Object> env) {
                        ClassLoader mine = Context.class.getClassLoader();
                        Iterator<String> body = new Iterator<>() {
                            boolean done;
                            public boolean hasNext() { return !done; }
                            public String next() {
                                done = true;
                                return "" + (Thread.currentThread().getContextClassLoader() == mine);
                            }
                        };
                        boolean now = Thread.currentThread().getContextClassLoader() == mine;
                        return new Object[] {200, Map.of("Seen", (AT_LOAD == mine) + " " + now), body};
                    }
                }
                """);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        LoadedApp app = only(TestApps.options(file));
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
        FakeResponse response = new FakeResponse();
        app.handler().handle(FakeRequest.get("/"), response);
        assertThat(response.headers().getFirst().value()).isEqualTo("true true");
        assertThat(response.text()).isEqualTo("true");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void exceptions_reach_the_kernel_as_they_are() throws Exception {
        Path file = apps.source("Throwing.java", """
                class Throwing {
                    static Object[] application(java.util.HashMap<String, Object> env) throws Throwable {
                        throw switch (env.get("PATH_INFO").toString()) {
                            case "/checked" -> new java.io.FileNotFoundException("checked");
                            case "/error" -> new AssertionError("error");
                            default -> new Throwable("plain");
                        };
                    }
                }
                """);
        LoadedApp app = only(TestApps.options(file));
        assertThatThrownBy(() -> answer(app, FakeRequest.get("/checked")))
                .isInstanceOf(java.io.FileNotFoundException.class)
                .hasMessage("checked")
                .satisfies(e -> assertThat(e.getStackTrace()[0].getFileName()).isEqualTo("Throwing.java"));
        assertThatThrownBy(() -> answer(app, FakeRequest.get("/error"))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> answer(app, FakeRequest.get("/plain")))
                .isInstanceOf(IllegalStateException.class)
                .cause()
                .hasMessage("plain");
    }

    @Test
    void another_modifier2_is_refused() {
        LoadedApp app = only(TestApps.options(apps.source("Hello.java", HELLO)));
        assertThatThrownBy(() -> answer(app, FakeRequest.get("/").modifiers(8, 1)))
                .hasMessage("unable to find JVM request handler 1");
    }

    @Test
    void a_class_path_entry_that_is_missing_is_a_warning() {
        FakePluginContext context =
                new FakePluginContext(TestApps.options(apps.source("Hello.java", HELLO), "/no/such.jar:/no/dir"));
        only(context);
        assertThat(context.log().lines())
                .contains(
                        "WARN class path entry /no/such.jar does not exist (jvm-classpath)",
                        "WARN class path entry /no/dir does not exist (jvm-classpath)");
    }

    private static JwsgiOptions withMain(Path app, String mainClass) {
        return new JwsgiOptions(Optional.of(app.toString()), List.of(), List.of(mainClass), List.of());
    }

    private JwsgiLanguage open(FakePluginContext context) {
        JwsgiLanguage language = TestApps.language(context);
        opened.add(language);
        return language;
    }

    private LoadedApp only(FakePluginContext context) {
        List<LoadedApp> loaded = open(context).loadApps();
        assertThat(loaded).hasSize(1);
        return loaded.getFirst();
    }

    private LoadedApp only(JwsgiOptions options) {
        return only(new FakePluginContext(options));
    }

    private void refused(String message, JwsgiOptions options) {
        assertThatThrownBy(() -> only(options))
                .isInstanceOf(AppLoadException.class)
                .hasMessageContaining(message);
    }

    private static String answer(LoadedApp app) throws Exception {
        return answer(app, FakeRequest.get("/"));
    }

    private static String answer(LoadedApp app, FakeRequest request) throws Exception {
        FakeResponse response = new FakeResponse();
        app.handler().handle(request, response);
        return response.text();
    }
}
