package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master and its workers: death, reload and stop, with clients that watch. */
class MasterIT {
    @TempDir
    Path directory;

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "--master", "--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe"), "--listen", "1024"));
        arguments.addAll(List.of(more));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    @Test
    void respawns_a_killed_worker_and_harms_no_other() throws Exception {
        try (ServerProcess server = start("--processes", "2", "--disable-logging")) {
            int port = server.awaitPort();
            server.awaitLine("spawned jwsgi worker 2 ");
            long victim = pidOf(server.awaitLine("spawned jwsgi worker 1 "));
            try (Load load = Load.start(port, "/?a", 4)) {
                load.awaitServed(200);
                ServerProcess.signal(victim, "KILL");
                assertThat(server.awaitLine("Respawned jwsgi worker 1 (new pid: "))
                        .doesNotContain(": " + victim + ")");
                load.awaitServed(200);
                // Only what the killed worker had accepted may fail: at most one request for each client.
                assertThat(load.failures()).hasSizeLessThanOrEqualTo(4);
            }
            server.awaitLine("DAMN ! worker 1 (pid: " + victim + ") died, killed by signal 9 :( trying respawn ...");
        }
    }

    @Test
    void leaves_nothing_running_when_the_master_is_killed() throws Exception {
        try (ServerProcess server = start("--processes", "2")) {
            server.awaitLine("spawned jwsgi worker 2 ");
            List<Long> workers = server.children();
            assertThat(workers).hasSize(2);
            ServerProcess.signal(server.pid(), "KILL");
            for (long worker : workers) {
                ServerProcess.awaitGone(worker);
            }
        }
    }

    @Test
    void reloads_with_the_same_pid_and_refuses_nobody() throws Exception {
        try (ServerProcess server = start("--processes", "2", "--disable-logging")) {
            int port = server.awaitPort();
            server.awaitLine("spawned jwsgi worker 2 ");
            try (Load load = Load.start(port, "/?a", 4)) {
                load.awaitServed(100);
                server.signal("HUP");
                server.awaitLine("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
                server.awaitLines("spawned jwsgi worker 2 ", 2);
                load.awaitServed(100);
                assertThat(load.failures()).isEmpty();
            }
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void finishes_running_requests_before_a_reload() throws Exception {
        try (ServerProcess server = start()) {
            int port = server.awaitPort();
            server.awaitReady();
            try (HttpClient client = new HttpClient(port)) {
                client.write("GET /sleep?1500 HTTP/1.1\r\nHost: h\r\n\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                server.awaitLine("sleeping");
                server.signal("HUP");
                assertThat(client.read(false).text()).isEqualTo("slept");
            }
            server.awaitLine("gracefully (RE)spawned jwsgi master process");
        }
    }

    @Test
    void keeps_serving_when_the_new_configuration_is_broken() throws Exception {
        Path ini = Files.writeString(
                directory.resolve("app.ini"),
                "[uwsgi]\nmaster = 1\nhttp-socket = 127.0.0.1:0\njwsgi = " + Programs.app("Probe") + "\n");
        try (ServerProcess server = ServerProcess.jwsgi(directory, ini.toString())) {
            int port = server.awaitPort();
            server.awaitReady();
            Files.writeString(ini, "[uwsgi]\nmaster = 1\nprocesses = many\n");
            server.signal("HUP");
            server.awaitLine("processes");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void reloads_brutally_on_term_and_stops_on_int() throws Exception {
        try (ServerProcess server = start()) {
            server.awaitReady();
            server.signal("TERM");
            server.awaitLine("...brutally killing workers...");
            server.awaitLines("spawned jwsgi worker 1 ", 2);
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.count("goodbye to jwsgi.")).isEqualTo(1);
        }
    }

    @Test
    void stops_on_term_when_told_so_and_cleans_up() throws Exception {
        Path socket = directory.resolve("app.sock");
        Path pidfile = directory.resolve("app.pid");
        try (ServerProcess server =
                start("--die-on-term", "--vacuum", "--socket", socket.toString(), "--pidfile", pidfile.toString())) {
            server.awaitReady();
            assertThat(Files.readString(pidfile)).isEqualTo(server.pid() + "\n");
            assertThat(socket).exists();
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
            assertThat(pidfile).doesNotExist();
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void ends_with_22_when_an_app_is_needed_and_missing() throws Exception {
        try (ServerProcess server = ServerProcess.jwsgi(
                directory, "--master", "--need-app", "--http-socket", "127.0.0.1:0", "--jwsgi", "no.such.Class")) {
            assertThat(server.awaitExit()).isEqualTo(22);
        }
        try (ServerProcess server = ServerProcess.jwsgi(
                directory, "--need-app", "--http-socket", "127.0.0.1:0", "--jwsgi", "no.such.Class")) {
            assertThat(server.awaitExit()).isEqualTo(22);
        }
    }

    @Test
    void ends_without_a_master_as_uwsgi_does() throws Exception {
        for (var expected : List.of(
                java.util.Map.entry("INT", 30),
                java.util.Map.entry("TERM", 30),
                java.util.Map.entry("HUP", 17),
                java.util.Map.entry("QUIT", 128 + 3))) {
            try (ServerProcess server =
                    ServerProcess.jwsgi(directory, "--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe"))) {
                server.awaitReady();
                server.signal(expected.getKey());
                assertThat(server.awaitExit()).as(expected.getKey()).isEqualTo(expected.getValue());
            }
        }
    }

    @Test
    void respawns_a_worker_that_ends_itself() throws Exception {
        try (ServerProcess server = start()) {
            int port = server.awaitPort();
            server.awaitReady();
            try (HttpClient client = new HttpClient(port)) {
                client.write(
                        "GET /exit?9 HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertThat(client.readToEnd()).isEmpty();
            }
            server.awaitLine("Respawned jwsgi worker 1 (new pid: ");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
        }
    }

    private static long pidOf(String line) {
        return Long.parseLong(line.replaceAll(".*\\(pid: (\\d+).*", "$1"));
    }
}
