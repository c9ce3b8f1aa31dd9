package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.option.KeyValue;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.api.request.RequestHandler;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;

@Timeout(60)
class DispatchTest {
    /** Tells which app got the request and what it was told of its place. */
    private static final RequestHandler PLACE = (request, response) ->
            response.write((request.appId() + " " + request.vars().get("SCRIPT_NAME", "-") + " " + request.pathInfo())
                    .getBytes(ISO_8859_1));

    private static TestServer.Builder mounted(String... mountpoints) {
        TestServer.Builder builder = TestServer.serving(PLACE);
        builder.options.mount = java.util.Arrays.stream(mountpoints)
                .map(mountpoint -> new KeyValue(mountpoint, "app"))
                .toList();
        return builder;
    }

    private static String place(TestServer server, String path) throws Exception {
        try (TestClient client = server.connect()) {
            TestClient.Answer answer = client.get(path).answer();
            return answer.status() == 200 ? answer.body() : String.valueOf(answer.status());
        }
    }

    @Test
    void managesTheScriptName() throws Exception {
        TestServer.Builder builder = mounted("/a", "/a/deep", "/b/");
        builder.options.manageScriptName = true;
        try (TestServer server = builder.start()) {
            assertThat(place(server, "/a/x")).isEqualTo("1 /a /x");
            assertThat(place(server, "/a")).isEqualTo("1 /a ");
            assertThat(place(server, "/ab")).isEqualTo("0  /ab");
            assertThat(place(server, "/a/deep/x")).isEqualTo("2 /a/deep /x");
            assertThat(place(server, "/b/c")).isEqualTo("3 /b/ c");
            assertThat(place(server, "/")).isEqualTo("0  /");
        }
    }

    @Test
    void leavesTheScriptNameToTheClientOtherwise() throws Exception {
        try (TestServer server = mounted("/a").start();
                TestClient client = server.connect()) {
            assertThat(place(server, "/a/x")).isEqualTo("0 - /a/x");
            client.send("GET /a/x HTTP/1.1\r\nX-Script-Name: /a\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("1 /a /a/x");
        }
    }

    @Test
    void hasNoDefaultAppWhenToldSo() throws Exception {
        TestServer.Builder builder = new TestServer.Builder();
        builder.languages.add(new AppTable.InstalledLanguage("test", 8, new TestServer.OneApp("/only", PLACE)));
        try (TestServer server = builder.start()) {
            assertThat(place(server, "/")).isEqualTo("0 - /");
        }
        builder.options.noDefaultApp = true;
        try (TestServer server = builder.start()) {
            assertThat(place(server, "/")).isEqualTo("500");
        }
    }

    @Test
    void loadsAppsThatRequestsName() throws Exception {
        TestServer.Builder builder = TestServer.serving(PLACE);
        builder.options.noDefaultApp = true;
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("GET /x HTTP/1.1\r\nUWSGI-FILE: file.py\r\nUWSGI-APPID: dyn\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("1 - /x");
            client.send("GET /x HTTP/1.1\r\nUWSGI-APPID: dyn\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("1 - /x");
            client.send("GET /x HTTP/1.1\r\nUWSGI-FILE: none\r\nUWSGI-APPID: other\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(500);
            assertThat(server.apps.apps()).hasSize(2);
        }
    }

    @Test
    void choosesByHost() throws Exception {
        TestServer.Builder builder = mounted("one.example|", "two.example|");
        builder.options.vhost = true;
        builder.options.vhostHost = true;
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: two.example\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("2 - /");
            client.send("GET / HTTP/1.1\r\nHost: one.example\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("1 - /");
        }
    }

    @Test
    void answersUnknownModifiers() throws Exception {
        TestServer.Builder builder = TestServer.serving(PLACE);
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(place(server, "/")).isEqualTo("0 - /");
            client.send("GET / HTTP/1.1\r\nX-Modifier: 8\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\nX-Modifier: 5\r\n\r\n");
            TestClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.headers())
                    .containsEntry("connection", "close")
                    .containsEntry("content-type", "text/plain");
            assertThat(answer.body()).isEqualTo("Internal Server Error");
        }
    }

    @Test
    void remapsAndForbidsModifiers() throws Exception {
        TestServer.Builder builder = TestServer.serving(PLACE);
        builder.options.remapModifier = Optional.of("5:8,6:9");
        builder.options.allowedModifiers = Optional.of("8");
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nX-Modifier: 5\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\nX-Modifier: 0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(500);
        }
        builder.options.remapModifier = Optional.of("5-8");
        assertThatThrownBy(builder.options::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5-8");
        builder.options.remapModifier = Optional.empty();
        builder.options.allowedModifiers = Optional.of("256");
        assertThatThrownBy(builder.options::build).hasMessageContaining("256");
    }

    @Test
    void cutsTheScriptNameForModifier30() throws Exception {
        try (TestServer server = TestServer.serving(PLACE).start();
                TestClient client = server.connect()) {
            client.send("GET /a/b HTTP/1.1\r\nX-Modifier: 30\r\nX-Script-Name: /a\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("0 /a /b");
            assertThat(server.nextLogged().status()).isEqualTo(200);
        }
    }

    @Test
    void readsTheBodyFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("body"), "from the file");
        TestServer.Builder builder = TestServer.serving(
                (request, response) -> response.write(request.body().readAllBytes()));
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nUWSGI-POSTFILE: " + file + "\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("from the file");
            client.send("GET / HTTP/1.1\r\nUWSGI-POSTFILE: " + file + ".none\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(500);
            assertThat(server.nextLogged().status()).isEqualTo(200);
        }
    }

    @Test
    void refusesAnAppThatNobodyKnowsAndTooManyApps() {
        TestServer.Builder builder = TestServer.serving(PLACE);
        builder.options.mount = List.of(new KeyValue("/x", "none"));
        assertThatThrownBy(builder::start)
                .isInstanceOf(AppLoadException.class)
                .hasMessage("cannot mount \"none\" on \"/x\": no loaded language knows such an app");
        TestServer.Builder two = mounted("/a");
        two.options.maxApps = 1;
        assertThatThrownBy(two::start).isInstanceOf(AppLoadException.class).hasMessageContaining("max-apps");
    }

    @Test
    void answers500ForAnException() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            response.status(200, "OK");
            response.header("X-Prepared", "1");
            response.write(new byte[100]);
            throw new IllegalStateException("boom");
        });
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            TestClient.Answer answer = client.get("/").answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.headers()).doesNotContainKey("x-prepared");
            assertThat(answer.body()).isEqualTo("Internal Server Error");
            assertThat(client.rest()).isEmpty();
            assertThat(server.nextLogged().status()).isEqualTo(500);
            assertThat(server.scoreboard.worker(1).sum(CoreField.EXCEPTIONS)).isEqualTo(1);
            assertThat(server.scoreboard.worker(1).appExceptions(0)).isEqualTo(1);
        }
    }

    @Test
    void cutsAResponseThatFailsHalfway() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            response.write("half".getBytes(ISO_8859_1));
            response.flush();
            response.write("never sent".getBytes(ISO_8859_1));
            throw new StackOverflowError();
        });
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.get("/");
            while (!client.line().isEmpty()) {
                continue;
            }
            assertThat(client.rest()).isEqualTo("4\r\nhalf\r\n");
            assertThat(server.nextLogged().status()).isEqualTo(200);
        }
    }

    @Test
    void showsExceptionsWhenAskedTo() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            throw new IllegalArgumentException("boom");
        });
        builder.options.catchExceptions = true;
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            TestClient.Answer answer = client.get("/exc?a").answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body())
                    .startsWith(
                            "jwsgi exceptions catcher for \"GET /exc?a\" (request plugin: \"test\", modifier1: 0)\n\n"
                                    + "Exception: java.lang.IllegalArgumentException: boom\n\n"
                                    + "Exception class: java.lang.IllegalArgumentException\n\n"
                                    + "Exception message: boom\n\nBacktrace:\nfilename: \"DispatchTest.java\" line: ")
                    .endsWith("\n\n\nREQUEST_METHOD = GET\nREQUEST_URI = /exc?a\nPATH_INFO = /exc\n"
                            + "SERVER_PROTOCOL = HTTP/1.1\nREMOTE_ADDR = 127.0.0.1\n");
            assertThat(server.nextLogged().status()).isEqualTo(500);
        }
    }

    @Test
    void answersForAnAppThatSaysNothing() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {});
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(client.get("/").answer().status()).isEqualTo(500);
            assertThat(server.nextLogged().status()).isEqualTo(500);
        }
    }

    @Test
    void usesErrorPages(@TempDir Path folder) throws Exception {
        Path page = Files.writeString(folder.resolve("500.html"), "<h1>sorry</h1>");
        TestServer.Builder builder = TestServer.serving((request, response) -> {});
        builder.options.errorPage500 = List.of(folder.resolve("missing"), page);
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            TestClient.Answer answer = client.get("/").answer();
            assertThat(answer.body()).isEqualTo("<h1>sorry</h1>");
            assertThat(answer.headers()).containsEntry("content-type", "text/html");
            assertThat(server.nextLogged().status()).isEqualTo(500);
        }
    }

    @Test
    void editsResponseHeaders() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            response.header("X-Gone", "1");
            response.header("X-Kept", "2");
            response.header("X-Copied", "3");
            response.header("X-Moved", "4");
            response.write(new byte[] {'x'});
        });
        builder.options.addHeader = List.of("X-Added: a b");
        builder.options.delHeader = List.of("x-gone");
        builder.options.collectHeader = List.of("X-Copied COPIED", "X-Gone GONE");
        builder.options.pullHeader = List.of("X-Moved MOVED");
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(client.get("/").answer().headers())
                    .containsEntry("x-added", "a b")
                    .containsEntry("x-kept", "2")
                    .containsEntry("x-copied", "3")
                    .doesNotContainKeys("x-gone", "x-moved");
            assertThat(server.nextLogged().status()).isEqualTo(200);
        }
        builder.options.addHeader = List.of("nonsense");
        assertThatThrownBy(builder.options::build).hasMessage("add-header: \"nonsense\" is not NAME: VALUE");
    }

    @Test
    void readsTheProxyHeader() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) ->
                response.write(request.vars().get("REMOTE_ADDR", "").getBytes(ISO_8859_1)));
        builder.proxyProtocol = true;
        try (TestServer server = builder.start()) {
            try (TestClient client = server.connect()) {
                client.send("PROXY TCP4 192.0.2.1 198.51.100.2 1234 80\r\nGET / HTTP/1.1\r\n\r\n");
                assertThat(client.answer().body()).isEqualTo("192.0.2.1");
                assertThat(client.get("/").answer().body()).isEqualTo("192.0.2.1");
            }
            try (TestClient client = server.connect()) {
                assertThat(client.get("/").answer().body()).isEqualTo("127.0.0.1");
            }
            try (TestClient client = server.connect()) {
                client.send("PROXY TCP4 192.0.2.1 198.51.100.2 1234 port\r\nGET / HTTP/1.1\r\n\r\n");
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void clampsTheBufferSize() {
        TestOptions options = new TestOptions();
        options.bufferSize = 100_000;
        assertThat(options.build().bufferSize()).isEqualTo(65_535);
        options.bufferSize = 0;
        assertThat(options.build().bufferSize()).isEqualTo(1);
        assertThat(new TestOptions().build().bufferSize()).isEqualTo(4096);
    }
}
