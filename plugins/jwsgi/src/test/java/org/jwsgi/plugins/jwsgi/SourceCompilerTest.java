package org.jwsgi.plugins.jwsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.api.request.FakeRequest;
import org.jwsgi.api.request.FakeResponse;
import org.jwsgi.api.request.LoadedApp;

class SourceCompilerTest {
    private static final String APPLICATION =
            "public static Object[] application(java.util.HashMap<String, Object> env)"
                    + " { return new Object[] {200, java.util.Map.of(), %s}; }";

    @TempDir
    Path folder;

    private TestApps apps;
    private final RecordingLogger log = new RecordingLogger();

    @BeforeEach
    void prepare() {
        apps = new TestApps(folder);
    }

    @Test
    void errors_are_in_the_log_with_file_and_line() {
        Path file = apps.source("Bad.java", "class Bad {\n    int x = \"text\";\n    void m() { undefined(); }\n}\n");
        assertThatThrownBy(() -> compile(file))
                .isInstanceOf(AppLoadException.class)
                .hasMessage("cannot compile " + file + ": 2 errors");
        assertThat(log.lines()).singleElement().isEqualTo("ERROR " + """
                FILE:2: error: incompatible types: String cannot be converted to int
                    int x = "text";
                            ^
                FILE:3: error: cannot find symbol
                    void m() { undefined(); }
                               ^
                  symbol:   method undefined()
                  location: class Bad
                2 errors""".replace("FILE", file.toString()));
    }

    @Test
    void warnings_are_logged_and_notes_about_raw_types_are_not() {
        compile(apps.source("Raw.java", "class Raw { static void m(java.util.HashMap env) { env.put(1, 2); } }"));
        assertThat(log.lines()).isEmpty();
        compile(apps.source("Warn.java", "class Warn { @SafeVarargs static void m(String... s) { } }"));
        compile(apps.source("Strict.java", "strictfp class Strict { }"));
        assertThat(log.lines()).isNotEmpty().allSatisfy(line -> assertThat(line).startsWith("WARN "));
    }

    @Test
    void unreadable_sources_are_refused() throws Exception {
        assertThatThrownBy(() -> compile(folder.resolve("none.java")))
                .hasMessage("cannot read " + folder + "/none.java: no such file or directory");
        Path latin = folder.resolve("latin.java");
        Files.write(latin, "// h\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> compile(latin)).hasMessage("cannot read " + latin + ": it is not UTF-8 text");
    }

    @Test
    void the_class_named_as_the_file_comes_first_and_then_the_order_of_the_source() {
        Path file =
                apps.source("c.java", "class a { class Inner {} } interface b { Runnable R = () -> {}; } class c {}");
        SourceCompiler.Output output = compile(file);
        assertThat(output.topLevel()).containsExactly("c", "a", "b");
        assertThat(output.classes()).containsOnlyKeys("a", "a$Inner", "b", "c");
    }

    @Test
    void a_public_class_may_have_another_name_than_the_file() throws Exception {
        Path file = apps.source("hello.java", "public class Greeter { " + APPLICATION.formatted("\"hi\"") + " }");
        assertThat(answer(load(file))).isEqualTo("hi");
    }

    @Test
    void the_class_with_the_method_is_taken() throws Exception {
        Path file = apps.source(
                "app.java",
                "class Texts { static String HI = \"hi\"; } class Web { " + APPLICATION.formatted("Texts.HI") + " }");
        assertThat(answer(load(file))).isEqualTo("hi");
    }

    @Test
    void files_next_to_it_are_compiled_along_and_nothing_is_written() throws Exception {
        apps.source(
                "tree/com/example/texts/Texts.java",
                "package com.example.texts; public class Texts { public static String HI = \"hi\"; }");
        Path file = apps.source(
                "tree/com/example/App.java",
                "/* licence */ package com.example; class App { " + APPLICATION.formatted("com.example.texts.Texts.HI")
                        + " }");
        assertThat(answer(load(file))).isEqualTo("hi");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(path -> path.toString().endsWith(".class"))).isEmpty();
        }
    }

    @Test
    void classes_of_the_class_path_are_used() throws Exception {
        Path library = apps.compiled(
                "library",
                apps.source("lib/Lib.java", "package lib; public class Lib { public static String X = \"lib\"; }"));
        Path jar = apps.jar("lib.jar", library, null, "");
        Path file = apps.source("app/App.java", "class App { " + APPLICATION.formatted("lib.Lib.X") + " }");
        LoadedApp app =
                TestApps.language(TestApps.options(file, jar)).loadApps().getFirst();
        assertThat(answer(app)).isEqualTo("lib");
    }

    @Test
    void the_class_uwsgi_is_there_without_a_class_path() throws Exception {
        Path file = apps.source(
                "App.java", "class App { " + APPLICATION.formatted("\"worker \" + uwsgi.worker_id()") + " }");
        assertThat(answer(load(file))).isEqualTo("worker 1");
    }

    @Test
    void the_servers_own_classes_are_not_there() {
        Path file = apps.source("App.java", "class App { org.jwsgi.plugins.jwsgi.ClassPath x; uwsgi.Bridge y; }");
        assertThatThrownBy(() -> compile(file)).hasMessageEndingWith(": 2 errors");
    }

    private SourceCompiler.Output compile(Path file) {
        return new SourceCompiler(log, List.of(folder)).compile(file);
    }

    private static LoadedApp load(Path file) {
        return TestApps.language(TestApps.options(file)).loadApps().getFirst();
    }

    private static String answer(LoadedApp app) throws Exception {
        FakeResponse response = new FakeResponse();
        app.handler().handle(FakeRequest.get("/"), response);
        return response.text();
    }
}
