package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are replaced because of what they have served, their age, their memory or an exception. */
class RecyclingIT {
    @TempDir
    private Path directory;

    @Test
    void recycles_the_only_worker_under_load_without_a_failed_request() throws Exception {
        try (ServerProcess server =
                start("--master", "--max-requests", "100", "--min-worker-lifetime", "0", "--disable-logging")) {
            int port = server.awaitPort();
            server.awaitReady();
            try (Load load = Load.start(port, "/", 4)) {
                server.awaitLines("Respawned jwsgi worker 1 ", 3);
                server.awaitLines("worker 1 killed successfully", 3);
                load.awaitServed(20);
                assertThat(load.failures()).isEmpty();
            }
            server.awaitLines("is done. Seeya!", 3);
            assertThat(server.count("DAMN")).isZero();
        }
    }

    @Test
    void leaves_a_young_worker_alone() throws Exception {
        try (ServerProcess server = start("--master", "--max-requests", "3", "--min-worker-lifetime", "3600")) {
            int port = server.awaitPort();
            String pid = HttpClient.get(port, "/").text();
            for (int i = 0; i < 6; i++) {
                assertThat(HttpClient.get(port, "/").text()).isEqualTo(pid);
            }
            assertThat(server.count("Seeya!")).isZero();
        }
    }

    @Test
    void ends_a_sole_process_after_its_requests() throws Exception {
        try (ServerProcess server = start("--max-requests", "2", "--min-worker-lifetime", "0")) {
            int port = server.awaitPort();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(server.awaitExit()).isZero();
            assertThat(server.count("...The work of process " + server.pid() + " is done. Seeya!"))
                    .isOne();
        }
    }

    @Test
    void replaces_an_old_worker() throws Exception {
        try (ServerProcess server = start("--master", "--max-worker-lifetime", "2", "--min-worker-lifetime", "1")) {
            int port = server.awaitPort();
            String before = HttpClient.get(port, "/").text();
            assertThat(server.awaitLine("worker 1 lifetime reached, it was running for "))
                    .matches(".*lifetime reached, it was running for \\d+ second\\(s\\)");
            server.awaitLine("worker 1 killed successfully (pid: " + before + ")");
            assertThat(HttpClient.get(port, "/").text()).isNotEqualTo(before);
        }
    }

    @Test
    void refuses_lifetimes_that_contradict_each_other() throws Exception {
        try (ServerProcess server = start("--master", "--max-worker-lifetime", "5")) {
            assertThat(server.awaitExit()).isOne();
            assertThat(server.count(
                            "invalid min-worker-lifetime value (10), must be lower than max-worker-lifetime (5)"))
                    .isOne();
        }
    }

    @Test
    void kills_a_large_worker() throws Exception {
        try (ServerProcess server = start("--master", "--evil-reload-on-rss", "5", "--mem-collector-freq", "1")) {
            server.awaitReady();
            assertThat(server.awaitLine("*** EVIL RELOAD ON WORKER 1 RSS: "))
                    .matches(".*RSS: \\d+ \\(pid: \\d+\\) \\*\\*\\*");
            server.awaitLine("died, killed by signal 9 :( trying respawn ...");
            server.awaitLine("Respawned jwsgi worker 1 ");
        }
    }

    @Test
    void ends_a_worker_after_a_monitored_exception() throws Exception {
        try (ServerProcess server =
                start("--master", "--reload-on-exception-repr", "IllegalStateException: monitored", "--threads", "2")) {
            int port = server.awaitPort();
            String before = HttpClient.get(port, "/").text();
            assertThat(HttpClient.get(port, "/throw?other").status()).isEqualTo(500);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo(before);
            assertThat(HttpClient.get(port, "/throw?monitored").status()).isEqualTo(500);
            server.awaitLine("... monitored exception detected, respawning worker 1 (pid: " + before + ")...");
            assertThat(HttpClient.get(port, "/").text()).isNotEqualTo(before);
        }
    }

    @Test
    void replaces_a_worker_whose_heap_stays_full() throws Exception {
        try (ServerProcess server =
                start("--master", "--jvm-opt", "-Xmx96m", "--reload-on-heap", "30", "--min-worker-lifetime", "0")) {
            int port = server.awaitPort();
            String before = HttpClient.get(port, "/hoard?40").text();
            assertThat(server.awaitLine("heap after collection reached its limit"))
                    .contains("limit: 31457280");
            server.awaitLine("worker 1 killed successfully (pid: " + before + ")");
            assertThat(HttpClient.get(port, "/").text()).isNotEqualTo(before);
        }
    }

    @Test
    void ends_a_worker_that_is_out_of_memory() throws Exception {
        try (ServerProcess server = start("--master", "--jvm-opt", "-Xmx64m")) {
            int port = server.awaitPort();
            String before = HttpClient.get(port, "/").text();
            try (RawClient client = new RawClient(port)) {
                client.send("GET /hoard?200 HTTP/1.0\r\n\r\n");
                server.awaitLine("DAMN ! worker 1 (pid: " + before + ") died, out of memory :( trying respawn ...");
            }
            assertThat(server.count("java.lang.OutOfMemoryError")).isPositive();
            assertThat(HttpClient.get(port, "/").text()).isNotEqualTo(before);
        }
    }

    private ServerProcess start(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("--http-socket", "127.0.0.1:0", "--listen", "1024", "--jwsgi", Programs.app("Stuck")));
        arguments.addAll(List.of(options));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }
}
