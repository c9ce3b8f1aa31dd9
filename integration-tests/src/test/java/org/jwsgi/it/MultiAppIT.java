package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several apps in one worker, how requests find theirs, and what becomes of those that find none. */
class MultiAppIT {
    private static final String SOURCE = """
            import java.util.HashMap;
            import java.util.Map;

            public class %1$s {
                public static Object[] application(HashMap<String, Object> env) {
                    if ("/throw".equals(env.get("PATH_INFO"))) {
                        throw new IllegalStateException("<thrown> by %1$s");
                    }
                    String body = "%1$s " + env.get("SCRIPT_NAME") + " " + env.get("PATH_INFO");
                    return new Object[] {200, Map.of("X-App", "%1$s", "X-Secret", "s"), body};
                }
            }
            """;

    @TempDir
    Path directory;

    private Path classes;
    private String main;
    private String source;
    private String jar;

    @BeforeEach
    void makeApps() throws IOException {
        main = source("Main").toString();
        source = source("FromSource").toString();
        classes = Files.createDirectory(directory.resolve("classes"));
        compile("FromClass", classes);
        Path packed = Files.createDirectory(directory.resolve("packed"));
        compile("FromJar", packed);
        jar = directory.resolve("app.jar").toString();
        try (OutputStream file = Files.newOutputStream(Path.of(jar));
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("FromJar.class"));
            out.write(Files.readAllBytes(packed.resolve("FromJar.class")));
        }
    }

    private Path source(String name) throws IOException {
        return Files.writeString(directory.resolve(name + ".java"), SOURCE.formatted(name));
    }

    private void compile(String name, Path target) throws IOException {
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", target.toString(), source(name).toString());
        assertThat(result).isZero();
    }

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--socket", "127.0.0.1:0", "--http-socket", "127.0.0.1:0", "--jvm-classpath", classes.toString()));
        arguments.addAll(List.of(more));
        ServerProcess server = ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
        server.awaitReady();
        return server;
    }

    private static String body(int port, String path) throws IOException {
        return HttpClient.get(port, path).text();
    }

    private static byte[] uwsgi(int port, String path, String... vars) throws IOException {
        return RawClient.exchange(port, Wire.UWSGI.request("GET", path, new byte[0], vars));
    }

    @Test
    void mountpoints_choose_the_app() throws Exception {
        try (ServerProcess server = start(
                "--jwsgi",
                main,
                "--mount",
                "/class=FromClass",
                "--mount",
                "/source=" + source,
                "--mount",
                "/source/jar=" + jar + ":FromJar",
                "--manage-script-name")) {
            int port = Wire.ports(server, 2).get(1);
            assertThat(body(port, "/class/x?q")).isEqualTo("FromClass /class /x");
            assertThat(body(port, "/class")).isEqualTo("FromClass /class ");
            assertThat(body(port, "/source/y/z")).isEqualTo("FromSource /source /y/z");
            assertThat(body(port, "/source/jar/y")).isEqualTo("FromJar /source/jar /y");
            assertThat(body(port, "/classes/x")).isEqualTo("Main  /classes/x");
            assertThat(body(port, "/")).isEqualTo("Main  /");
            server.awaitLine("[pid: " + server.pid() + "|app: 3|req: 1/");
        }
    }

    @Test
    void without_manage_script_name_the_front_server_chooses() throws Exception {
        try (ServerProcess server = start("--jwsgi", main, "--mount", "/class=FromClass")) {
            int port = Wire.ports(server, 2).getFirst();
            assertThat(Wire.body(uwsgi(port, "/x", "SCRIPT_NAME", "/class"))).isEqualTo("FromClass /class /x");
            assertThat(Wire.body(uwsgi(port, "/x", "UWSGI_APPID", "/class"))).isEqualTo("FromClass null /x");
            assertThat(Wire.body(uwsgi(port, "/class/x"))).isEqualTo("Main null /class/x");
            assertThat(Wire.body(uwsgi(port, "/x", "SCRIPT_NAME", "/unknown"))).isEqualTo("Main /unknown /x");
        }
    }

    @Test
    void requests_without_an_app_get_the_error_page() throws Exception {
        Path page = Files.writeString(directory.resolve("500.html"), "<h1>sorry</h1>");
        try (ServerProcess server = start(
                "--mount",
                "/class=FromClass",
                "--manage-script-name",
                "--no-default-app",
                "--error-page-500",
                page.toString())) {
            int port = Wire.ports(server, 2).get(1);
            HttpClient.Reply reply = HttpClient.get(port, "/elsewhere");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text()).isEqualTo("<h1>sorry</h1>");
            assertThat(reply.headers()).containsEntry("content-type", "text/html");
            server.awaitLine("application found, check your startup logs for errors ---");
            assertThat(HttpClient.get(port, "/class/throw").text()).isEqualTo("<h1>sorry</h1>");
            assertThat(body(port, "/class/x")).isEqualTo("FromClass /class /x");
        }
    }

    @Test
    void requests_may_name_their_app() throws Exception {
        try (ServerProcess server = start("--jwsgi", main)) {
            int port = Wire.ports(server, 2).getFirst();
            for (int i = 0; i < 2; i++) {
                assertThat(Wire.body(uwsgi(port, "/x", "UWSGI_APPID", "/dyn", "UWSGI_FILE", source)))
                        .isEqualTo("FromSource null /x");
            }
            assertThat(Wire.body(uwsgi(port, "/x", "UWSGI_APPID", "/dyn"))).isEqualTo("FromSource null /x");
            server.awaitLine("JWSGI app \"" + source + "\" loaded");
            assertThat(server.count("JWSGI app \"" + source + "\" loaded")).isEqualTo(1);
            assertThat(Wire.body(uwsgi(port, "/x", "UWSGI_APPID", "/c", "UWSGI_SCRIPT", "FromClass")))
                    .isEqualTo("FromClass null /x");
            String missing = directory.resolve("Missing.java").toString();
            assertThat(Wire.body(uwsgi(port, "/x", "UWSGI_APPID", "/m", "UWSGI_FILE", missing)))
                    .isEqualTo("Main null /x");
            server.awaitLine("cannot load app \"" + missing + "\" for a request");
        }
    }

    @Test
    void nginx_may_name_the_app_and_a_modifier_that_nobody_has() throws Exception {
        int front = Programs.freePort();
        try (ServerProcess server = start("--jwsgi", main)) {
            String pass = "include /etc/nginx/uwsgi_params; uwsgi_pass 127.0.0.1:"
                    + Wire.ports(server, 2).getFirst() + ";";
            try (ServerProcess nginx = Programs.nginx(directory, front, """
                    location / { %1$s }
                    location /dyn { %1$s uwsgi_param UWSGI_APPID /dyn; uwsgi_param UWSGI_FILE %2$s; }
                    location /modifier { %1$s uwsgi_modifier1 5; }
                    """.formatted(pass, source))) {
                assertThat(nginx.isAlive()).isTrue();
                assertThat(body(front, "/a")).isEqualTo("Main null /a");
                assertThat(body(front, "/dyn/b")).isEqualTo("FromSource null /dyn/b");
                assertThat(HttpClient.get(front, "/modifier").status()).isEqualTo(500);
                server.awaitLine("-- unavailable modifier requested: 5 --");
            }
        }
    }

    @Test
    void options_change_the_headers_and_show_exceptions() throws Exception {
        try (ServerProcess server = start(
                "--jwsgi", main, "--add-header", "X-Added: yes", "--del-header", "x-secret", "--catch-exceptions")) {
            int port = Wire.ports(server, 2).get(1);
            assertThat(HttpClient.get(port, "/").headers())
                    .containsEntry("x-added", "yes")
                    .containsEntry("x-app", "Main")
                    .doesNotContainKey("x-secret");
            HttpClient.Reply thrown = HttpClient.get(port, "/throw");
            assertThat(thrown.status()).isEqualTo(500);
            assertThat(thrown.text()).contains("by Main", "IllegalStateException", "PATH_INFO");
            assertThat(thrown.headers().getOrDefault("content-type", "")).doesNotContain("html");
        }
    }

    @Test
    void as_many_requests_run_at_once_as_there_are_threads() throws Exception {
        try (ServerProcess server = start("--jwsgi", Programs.app("Awkward"), "--threads", "4")) {
            int port = Wire.ports(server, 2).get(1);
            assertThat(together(4, () -> body(port, "/meet?4"))).containsOnly("met");
            assertThat(body(port, "/most")).isEqualTo("4");
        }
    }

    @Test
    void one_thread_runs_one_request_after_the_other() throws Exception {
        try (ServerProcess server = start("--jwsgi", Programs.app("Awkward"))) {
            int port = Wire.ports(server, 2).get(1);
            byte[] upload = Wire.HTTP.request("POST", "/upload", new byte[100]);
            try (RawClient first = new RawClient(port)) {
                first.send(Arrays.copyOf(upload, upload.length - 1));
                server.awaitLine("waiting for a body");
                try (RawClient second = new RawClient(port)) {
                    second.send(Wire.HTTP.get("/most"));
                    first.send(new byte[1]);
                    assertThat(Wire.body(first.readToEnd())).isEqualTo("100");
                    assertThat(Wire.body(second.readToEnd())).isEqualTo("1");
                }
            }
            assertThat(together(8, () -> body(port, "/zeros")))
                    .allSatisfy(body -> assertThat(body).hasSize(500_000));
            assertThat(body(port, "/most")).isEqualTo("1");
        }
    }

    private static List<String> together(int count, Callable<String> task) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(count)) {
            List<String> results = new ArrayList<>();
            for (Future<String> future : executor.invokeAll(Collections.nCopies(count, task))) {
                results.add(future.get());
            }
            return results;
        }
    }
}
