package org.jwsgi.plugins.jwsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.request.FakeRequest;
import org.jwsgi.api.request.FakeResponse;
import org.jwsgi.api.request.Header;
import org.jwsgi.api.request.LoadedApp;

/** The apps of the distribution's examples and of the documentation do what is said of them. */
class ExamplesTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path EXAMPLES = ROOT.resolve("dist/src/main/examples");

    @Test
    void hello() throws Exception {
        FakeResponse response =
                answer(example("Hello.java"), FakeRequest.get("/x").with("SCRIPT_NAME", "/a"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("Hello from /a/x\n");
    }

    @Test
    void upload() throws Exception {
        LoadedApp app = example("Upload.java");
        assertThat(answer(app, FakeRequest.post("/", "abc")).text())
                .isEqualTo("size 3\nsha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
        FakeResponse echo = answer(app, FakeRequest.post("/echo", "abc").with("CONTENT_TYPE", "text/csv"));
        assertThat(echo.text()).isEqualTo("abc");
        assertThat(echo.headers()).containsExactly(new Header("Content-Type", "text/csv"));
        assertThat(answer(app, FakeRequest.get("/")).text()).startsWith("POST something");
        FakeResponse refused = answer(app, FakeRequest.get("/").with("REQUEST_METHOD", "DELETE"));
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.headers()).contains(new Header("Allow", "GET, HEAD, POST, PUT"));
    }

    @Test
    void stream() throws Exception {
        FakeResponse response = answer(example("Stream.java"), FakeRequest.get("/"));
        assertThat(response.text()).startsWith("data: event 1\n\n").endsWith("data: event 5\n\n");
        assertThat(response.calls().stream().filter("flush"::equals)).hasSize(5);
    }

    @Test
    void configurations_name_files_that_exist() throws IOException {
        for (String name : List.of("hello.ini", "apps.ini")) {
            Matcher file = Pattern.compile("%d(\\w+\\.java)").matcher(Files.readString(EXAMPLES.resolve(name)));
            List<Path> named = new ArrayList<>();
            while (file.find()) {
                named.add(EXAMPLES.resolve(file.group(1)));
            }
            assertThat(named).as(name).isNotEmpty().allMatch(Files::exists);
        }
    }

    static Stream<String> documents() {
        return Stream.of("README.md", "docs/tutorials/first-app.md");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void apps_in_the_documentation_say_hello(String document, @TempDir Path folder) throws Exception {
        Matcher block =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(ROOT.resolve(document)));
        int found = 0;
        while (block.find()) {
            Path file = Files.writeString(folder.resolve("app" + ++found + ".java"), block.group(1));
            FakeResponse response = answer(load(file), FakeRequest.post("/world", "Ada"));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).startsWith("Hello ");
        }
        assertThat(found).isPositive();
    }

    private static LoadedApp example(String name) {
        return load(EXAMPLES.resolve(name));
    }

    private static LoadedApp load(Path file) {
        FakePluginContext context = new FakePluginContext(TestApps.options(file));
        LoadedApp app = TestApps.language(context).loadApps().getFirst();
        assertThat(context.log().lines()).as("compiler's messages").noneMatch(line -> line.startsWith("WARN"));
        return app;
    }

    private static FakeResponse answer(LoadedApp app, FakeRequest request) throws Exception {
        FakeResponse response = new FakeResponse();
        app.handler().handle(request, response);
        return response;
    }
}
