package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not end a master, nor keep its workers from coming and going as they should. */
class EnduranceIT {
    @TempDir
    Path directory;

    @Test
    void a_worker_that_cannot_be_started_for_some_seconds_ends_nothing() throws Exception {
        int port = Programs.freePort();
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--http-socket=127.0.0.1:" + port,
                "--master",
                "--processes=2",
                "--cheaper=1",
                "--cheaper-algo=manual",
                "--master-fifo=fifo",
                "--jwsgi=" + Programs.app("Probe"))) {
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            limitDescriptors(server, "5:4096");
            order("+");
            server.awaitLine("cannot spawn worker 2: ");
            // It is tried again each second, and only the first failure is told.
            long rounds = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            ProcessLook.await("some rounds of the master are over", () -> System.nanoTime() > rounds);
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            limitDescriptors(server, "4096:4096");
            server.awaitLine("spawned jwsgi worker 2 (");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
        }
    }

    @Test
    void workers_start_in_what_the_configured_directory_leads_to_by_now() throws Exception {
        Path first = Files.createDirectory(directory.resolve("release-1"));
        Path second = Files.createDirectory(directory.resolve("release-2"));
        Path current = Files.createSymbolicLink(directory.resolve("current"), first);
        int port = Programs.freePort();
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--http-socket=127.0.0.1:" + port,
                "--master",
                "--chdir=" + current,
                "--jwsgi=" + Programs.app("Probe"))) {
            server.awaitReady();
            long worker = Long.parseLong(HttpClient.get(port, "/pid").text());
            Files.delete(current);
            Files.createSymbolicLink(current, second);
            Files.delete(first);
            ServerProcess.signal(worker, "KILL");
            server.awaitLine("Respawned jwsgi worker 1 ");
            long next = Long.parseLong(HttpClient.get(port, "/pid").text());
            assertThat(next).isNotEqualTo(worker);
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + next + "/cwd")))
                    .isEqualTo(second.toRealPath());
        }
    }

    @Test
    void a_reload_whose_directory_is_gone_is_refused() throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        int port = Programs.freePort();
        try (ServerProcess server = ServerProcess.jwsgi(
                home, "--http-socket=127.0.0.1:" + port, "--master", "--jwsgi=" + Programs.app("Probe"))) {
            server.awaitReady();
            String worker = HttpClient.get(port, "/pid").text();
            Files.delete(home);
            server.signal("HUP");
            server.awaitLine("cannot reload: the directory in which the server was started is gone: ");
            assertThat(HttpClient.get(port, "/pid").text()).isEqualTo(worker);
        }
    }

    /** Requests that compute hold what other threads of the JVM need; the worker must cease to accept all the same. */
    @Test
    void a_worker_that_computes_leaves_new_clients_to_its_successor() throws Exception {
        int port = Programs.freePort();
        int stats = Programs.freePort();
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--http-socket=127.0.0.1:" + port,
                "--master",
                "--threads=8",
                "--worker-reload-mercy=3",
                "--stats=127.0.0.1:" + stats,
                "--jwsgi=" + Programs.app("Stuck"))) {
            server.awaitReady();
            String worker = HttpClient.get(port, "/pid").text();
            int spinning = Runtime.getRuntime().availableProcessors();
            for (int i = 0; i < spinning; i++) {
                Thread.ofVirtual().start(() -> {
                    try (HttpClient client = new HttpClient(port)) {
                        client.write("GET /spin HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        client.readToEnd();
                    } catch (IOException e) {
                        // it is killed with its worker
                    }
                });
            }
            server.awaitLines("spinning", spinning);
            server.signal("HUP");
            ProcessLook.await(
                    "the worker is told to end",
                    () -> ProbeRun.stats(stats).replace(" ", "").contains("\"accepting\":0"));
            CompletableFuture<String> later = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    later.complete(HttpClient.get(port, "/pid").text());
                } catch (IOException e) {
                    later.completeExceptionally(e);
                }
            });
            assertThat(later.get(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isNotEqualTo(worker);
        }
    }

    private void order(String command) throws Exception {
        Path fifo = directory.resolve("fifo");
        ProcessLook.await("the FIFO is there", () -> Files.exists(fifo));
        Files.writeString(fifo, command);
    }

    private static void limitDescriptors(ServerProcess server, String limits) throws Exception {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(server.pid()), "--nofile=" + limits)
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }
}
