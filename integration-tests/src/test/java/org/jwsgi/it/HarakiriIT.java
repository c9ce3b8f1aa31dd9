package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that take too long, with one core and with several, with a master and without. */
class HarakiriIT {
    @TempDir
    private Path directory;

    @Test
    void kills_a_worker_of_one_core_after_answering_504() throws Exception {
        try (ServerProcess server =
                start("--master", "--harakiri", "1", "--harakiri-verbose", "--stats", "127.0.0.1:0")) {
            int port = server.awaitPort();
            String before = HttpClient.get(port, "/").text();
            assertThat(HttpClient.get(port, "/spin").status()).isEqualTo(504);
            server.awaitLine("Respawned jwsgi worker 1 ");
            assertThat(HttpClient.get(port, "/").text()).isNotEqualTo(before);
            assertThat(log(server))
                    .containsSubsequence(
                            "*** HARAKIRI ON WORKER 1 (pid: " + before + ", try: 1) ***",
                            "HARAKIRI: -- syscall>",
                            "HARAKIRI: -- wchan>",
                            "GET /spin",
                            "Stuck.spinForEver(Stuck.java:",
                            "HARAKIRI !!! worker 1 status !!!",
                            "HARAKIRI [core 0] 127.0.0.1 - GET /spin since ",
                            "HARAKIRI !!! end of worker 1 status !!!",
                            "DAMN ! worker 1 (pid: " + before + ") died, killed by signal 9 :( trying respawn ...");
            assertThat(stats(server))
                    .containsPattern("\"harakiri_count\": *1\\b")
                    .containsPattern("\"respawn_count\": *2\\b");
        }
    }

    @Test
    void ends_one_stuck_request_without_the_other_fifteen() throws Exception {
        try (ServerProcess server = start("--master", "--threads", "16", "--harakiri", "3", "--harakiri-grace", "1");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = server.awaitPort();
            String before = HttpClient.get(port, "/").text();
            Future<HttpClient.Reply> stuck = clients.submit(() -> HttpClient.get(port, "/spin"));
            server.awaitLine("interrupting core ");
            List<Callable<HttpClient.Reply>> others = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                others.add(() -> HttpClient.get(port, "/sleep?2200"));
            }
            for (Future<HttpClient.Reply> other : clients.invokeAll(others)) {
                assertThat(other.get().status()).isEqualTo(200);
                assertThat(other.get().text()).isEqualTo(before);
            }
            assertThat(stuck.get().status()).isEqualTo(504);
            ServerProcess.awaitGone(Long.parseLong(before));
            assertThat(HttpClient.get(port, "/").text()).isNotEqualTo(before);
            assertThat(log(server))
                    .containsSubsequence(
                            "interrupting core ",
                            "Stuck.spinForEver(Stuck.java:",
                            "does not yield): it is replaced",
                            "Respawned jwsgi worker 1 ",
                            "try: 1) ***",
                            "HARAKIRI !!! end of worker 1 status !!!");
        }
    }

    /** Other requests on the worker do not lift the deadline, as they do in uWSGI. */
    @Test
    void interrupts_a_request_that_waits_and_keeps_the_worker() throws Exception {
        try (ServerProcess server = start("--master", "--threads", "2", "--harakiri", "2", "--stats", "127.0.0.1:0");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = server.awaitPort();
            Future<HttpClient.Reply> stuck = clients.submit(() -> HttpClient.get(port, "/sleep?600000"));
            server.awaitLine("sleeping");
            String before = HttpClient.get(port, "/").text();
            while (!stuck.isDone()) {
                assertThat(HttpClient.get(port, "/sleep?50").text()).isEqualTo(before);
            }
            assertThat(stuck.get().status()).isEqualTo(504);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo(before);
            assertThat(log(server)).containsSubsequence("interrupting core ", "Stuck.application", "answered with 504");
            assertThat(server.count("DAMN")).isZero();
            assertThat(stats(server))
                    .containsPattern("\"harakiri_count\": *1\\b")
                    .containsPattern("\"respawn_count\": *1\\b");
        }
    }

    @Test
    void ends_a_sole_process() throws Exception {
        try (ServerProcess server = start("--harakiri", "1")) {
            int port = server.awaitPort();
            assertThat(HttpClient.get(port, "/spin").status()).isEqualTo(504);
            assertThat(server.awaitExit()).isZero();
            assertThat(log(server))
                    .containsSubsequence(
                            "*** WARNING: you have enabled harakiri without post buffering.",
                            "i must kill myself (pid: " + server.pid() + " app_id: 0)",
                            "consider enabling the jwsgi master process",
                            "HARAKIRI [core 0] 127.0.0.1 - GET /spin since ");
        }
    }

    @Test
    void ends_a_sole_process_when_the_other_requests_are_done() throws Exception {
        try (ServerProcess server = start("--threads", "2", "--harakiri", "2", "--harakiri-grace", "0");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = server.awaitPort();
            Future<HttpClient.Reply> stuck = clients.submit(() -> HttpClient.get(port, "/spin"));
            server.awaitLine("interrupting core ");
            Future<HttpClient.Reply> other = clients.submit(() -> HttpClient.get(port, "/sleep?1000"));
            assertThat(stuck.get().status()).isEqualTo(504);
            assertThat(other.get().status()).isEqualTo(200);
            assertThat(server.awaitExit()).isZero();
            assertThatThrownBy(() -> HttpClient.get(port, "/")).isInstanceOf(IOException.class);
        }
    }

    private ServerProcess start(String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Stuck")));
        arguments.addAll(List.of(options));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    private static String log(ServerProcess server) {
        return String.join("\n", server.lines());
    }

    private static String stats(ServerProcess server) throws Exception {
        String line = server.awaitLine("Stats server enabled on 127.0.0.1:");
        int port = Integer.parseInt(line.replaceAll(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
