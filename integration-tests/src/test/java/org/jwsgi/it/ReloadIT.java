package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reloads and stops under the eyes of clients. */
class ReloadIT {
    @TempDir
    Path directory;

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--master", "--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe"), "--listen", "1024"));
        arguments.addAll(List.of(more));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    private void order(String commands) throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve("fifo"))) {
            out.write(commands.getBytes(US_ASCII));
        }
    }

    @Test
    void a_chain_reload_takes_the_workers_in_order_and_fails_no_request() throws Exception {
        try (ServerProcess server = start("--processes", "2", "--disable-logging", "--master-fifo", "fifo")) {
            int port = server.awaitPort();
            server.awaitLine("spawned jwsgi worker 2 ");
            try (Load load = Load.start(port, "/?a", 4)) {
                load.awaitServed(100);
                order("cc");
                server.awaitLine("chain reload already running...");
                server.awaitLine("chain reloading complete");
                load.awaitServed(100);
                assertThat(load.failures()).isEmpty();
            }
            List<String> lines = server.lines().stream()
                    .filter(line -> line.contains("chain next victim") || line.contains("Respawned"))
                    .map(line -> line.replaceAll(" \\(new pid.*", ""))
                    .toList();
            assertThat(lines)
                    .containsExactly(
                            "chain next victim is worker 1",
                            "Respawned jwsgi worker 1",
                            "chain next victim is worker 2",
                            "Respawned jwsgi worker 2");
        }
    }

    @Test
    void a_chain_reload_of_what_is_broken_keeps_the_workers_that_serve() throws Exception {
        Path app = app("first");
        Path broken = directory.resolve("hook-fails");
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--master",
                "--need-app",
                "--processes=2",
                "--http-socket=127.0.0.1:0",
                "--jwsgi=" + app,
                "--master-fifo=fifo",
                "--hook-post-fork=exec:test ! -e hook-fails",
                "--hook-accepting=print:serves")) {
            int port = server.awaitPort();
            server.awaitLines("running \"print:serves\" (accepting)...", 2);
            List<Long> workers = server.children();
            assertThat(workers).hasSize(2);

            Files.writeString(app, "this is no Java");
            order("c");
            assertThat(server.awaitLine("chain reload stopped: the successor of worker 1 (pid: "))
                    .endsWith(" ended before it served; worker 1 and those after it go on");
            assertThat(server.children()).containsExactlyInAnyOrderElementsOf(workers);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("first");

            app("second");
            Files.createFile(broken);
            order("c");
            server.awaitLines("chain reload stopped: the successor of worker 1 (pid: ", 2);
            assertThat(server.children()).containsExactlyInAnyOrderElementsOf(workers);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("first");

            Files.delete(broken);
            order("c");
            server.awaitLine("chain reloading complete");
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("second");
            assertThat(server.children()).hasSize(2).doesNotContainAnyElementsOf(workers);
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
        }
    }

    private Path app(String answer) throws IOException {
        return Files.writeString(directory.resolve("Changing.java"), """
                public class Changing {
                    public static Object[] application(java.util.HashMap<String, Object> env) {
                        return new Object[] {200, java.util.Map.of(), "%s"};
                    }
                }
                """.formatted(answer));
    }

    @Test
    void lazy_replaces_the_workers_and_keeps_the_master() throws Exception {
        try (ServerProcess server = start("--lazy")) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            server.signal("HUP");
            server.awaitLine("Respawned jwsgi worker 1 ");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(server.count("binary reloading")).isZero();
        }
    }

    @Test
    void mercy_ends_and_the_reload_goes_on() throws Exception {
        try (ServerProcess server = start("--worker-reload-mercy", "1")) {
            int port = server.awaitPort();
            server.awaitReady();
            try (HttpClient client = new HttpClient(port)) {
                client.write("GET /sleep?60000 HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
                server.awaitLine("sleeping");
                server.signal("HUP");
                server.awaitLine("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
                assertThat(new String(client.readToEnd(), US_ASCII)).doesNotContain(" 200 ", "slept");
            }
        }
    }

    @Test
    void exit_on_reload_ends_with_0() throws Exception {
        try (ServerProcess server = start("--exit-on-reload")) {
            server.awaitReady();
            server.signal("HUP");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.count("jwsgi: GAME OVER (insert coin)")).isEqualTo(1);
        }
    }

    @Test
    void a_graceful_stop_finishes_requests_and_refuses_new_ones_when_told_so() throws Exception {
        try (ServerProcess server = start("--master-fifo", "fifo", "--shutdown-sockets")) {
            int port = server.awaitPort();
            server.awaitReady();
            try (HttpClient client = new HttpClient(port)) {
                client.write("GET /sleep?1500 HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
                server.awaitLine("sleeping");
                order("q");
                server.awaitLine("Gracefully killing worker 1 ");
                ProcessLook.await("clients are refused", () -> refused(port));
                assertThat(server.isAlive()).isTrue();
                assertThat(client.read(false).text()).isEqualTo("slept");
            }
            assertThat(server.awaitExit()).isZero();
        }
    }

    private static boolean refused(int port) {
        try {
            new HttpClient(port).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void a_readable_descriptor_reloads_and_stays_open() throws Exception {
        Path pipe = directory.resolve("pipe");
        Path brutal = directory.resolve("brutal");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString(), brutal.toString())
                        .start()
                        .waitFor())
                .isZero();
        String command = "exec " + ServerProcess.distribution().resolve("bin/jwsgi")
                + " --http-socket 127.0.0.1:0 --jwsgi " + Programs.app("Probe") + " --reload-on-fd 7:3 7<>" + pipe
                + " --brutal-reload-on-fd 8 8<>" + brutal;
        try (ServerProcess server = ServerProcess.start(directory, Map.of(), List.of("/bin/bash", "-c", command))) {
            server.awaitLine("added graceful reload monitor for fd 7 (read size: 3)");
            for (int times = 1; times <= 2; times++) {
                Files.writeString(pipe, "hi\n");
                server.awaitLines("*** fd 7 ready !!! ***", times);
                server.awaitLines("added graceful reload monitor for fd 7 (read size: 3)", times + 1);
            }
            assertThat(server.count("...brutally killing workers...")).isZero();
            Files.writeString(brutal, "!");
            server.awaitLine("*** fd 8 ready !!! ***");
            server.awaitLine("...brutally killing workers...");
            server.awaitLines("added brutal reload monitor for fd 8 (read size: 1)", 4);
            assertThat(server.isAlive()).isTrue();
        }
        try (ServerProcess server = start("--reload-on-fd", "99")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            server.awaitLine("cannot watch descriptor 99: it is not open");
        }
    }
}
