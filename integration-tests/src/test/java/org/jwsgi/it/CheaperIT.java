package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of workers changes while clients watch: cheaper, cheap, idle. */
class CheaperIT {
    private static final Pattern STATUS = Pattern.compile("\"status\":\\s*\"(\\w+)\"");

    @TempDir
    Path directory;

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe"), "--listen", "1024"));
        arguments.addAll(List.of(more));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    @Test
    void swings_between_one_and_four_workers_and_fails_no_request() throws Exception {
        try (ServerProcess server = start(
                "--disable-logging", "--cheaper=1", "--processes=4", "--cheaper-step=3", "--cheaper-overload=1")) {
            int port = server.awaitPort();
            server.awaitReady();
            for (int swing = 1; swing <= 2; swing++) {
                try (Load load = Load.start(port, "/sleep?20", 8)) {
                    server.awaitLines("spawned jwsgi worker ", 1 + 3 * swing); // the oldest go, so the numbers vary
                    load.awaitServed(100);
                    assertThat(load.failures()).isEmpty();
                }
                // A single client leaves three of four workers free, so the pool shrinks under its eyes.
                try (Load load = Load.start(port, "/?a", 1)) {
                    server.awaitLines(" cheaped.", swing * 3 - 1);
                    load.awaitServed(100);
                    assertThat(load.failures()).isEmpty();
                }
                server.awaitLines(" cheaped.", swing * 3);
            }
            assertThat(server.children()).hasSize(1);
        }
    }

    @Test
    void a_busyness_pool_grows_with_the_first_cycle_and_cheaps_the_oldest_worker() throws Exception {
        Path metrics = Files.createDirectory(directory.resolve("metrics"));
        try (ServerProcess server = start(
                "--cheaper-algo=busyness",
                "--cheaper=1",
                "--cheaper-overload=2",
                "--cheaper-busyness-multiplier=1",
                "--cheaper-busyness-verbose",
                "--enable-metrics",
                "--metrics-dir=" + metrics,
                "--processes=4")) {
            int port = server.awaitPort();
            server.awaitReady();
            server.awaitLine("[busyness] settings: min=25%, max=50%, overload=2, multiplier=1, respawn penalty=2");
            try (HttpClient client = new HttpClient(port)) {
                client.write("GET /sleep?6000 HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                server.awaitLine("[busyness] 2s average busyness is at 100%, will spawn 1 new worker(s)");
                for (String name : List.of("total_avg_busyness", "busyness")) {
                    String prefix = name.equals("busyness") ? "worker.1." : "";
                    Path figure = metrics.resolve(prefix + "plugin.cheaper_busyness." + name);
                    String unused = LogFiles.await(figure, text -> text.matches("(?s)[1-9][0-9]*\\s.*"), "busyness");
                }
                server.awaitLine("spawned jwsgi worker 2 (");
                server.awaitLine(" running workers");
                server.awaitLine("jwsgi worker 1 cheaped.");
            }
        }
    }

    @Test
    void starts_without_workers_and_answers_the_first_client() throws Exception {
        try (ServerProcess server = start("--cheap", "--idle=2", "--processes=2", "--stats=127.0.0.1:0")) {
            int port = server.awaitPort();
            server.awaitLine("cheap mode enabled: waiting for socket connection...");
            int statsPort = Integer.parseInt(
                    server.awaitLine("Stats server enabled on ").replaceAll(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
            assertThat(server.children()).isEmpty();
            assertThat(statuses(statsPort)).containsExactly("cheap", "cheap");
            for (int round = 1; round <= 2; round++) {
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
                server.awaitLines("workers have been inactive for more than 2 seconds (", round);
                server.awaitLines("cheap mode enabled: waiting for socket connection...", round + 1);
                assertThat(statuses(statsPort)).containsExactly("cheap", "cheap");
            }
        }
    }

    @Test
    void wakes_only_as_many_as_cheaper_says() throws Exception {
        try (ServerProcess server = start("--cheap", "--cheaper=1", "--cheaper-algo=manual", "--processes=3")) {
            int port = server.awaitPort();
            server.awaitLine("cheap mode enabled: waiting for socket connection...");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(server.children()).hasSize(1);
        }
    }

    @Test
    void ends_when_it_is_idle() throws Exception {
        try (ServerProcess server = start("--idle=1", "--die-on-idle")) {
            int port = server.awaitPort();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            server.awaitLine("workers have been inactive for more than 1 seconds (");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void refuses_what_cannot_be() throws Exception {
        try (ServerProcess server =
                start("--cheaper=5", "--processes=5", "--cheaper-rss-limit-soft=9", "--cheaper-rss-limit-hard=9")) {
            server.awaitLine("invalid cheaper value: must be lower than processes");
            server.awaitLine("cheaper-rss-limit-hard value must be higher than cheaper-rss-limit-soft value");
            assertThat(server.awaitExit()).isEqualTo(1);
        }
    }

    @Test
    void an_unknown_algorithm_is_replaced() throws Exception {
        try (ServerProcess server = start(
                "--cheaper=2",
                "--processes=3",
                "--cheaper-initial=7",
                "--cheaper-algo=nobody",
                "--cheaper-algo-list")) {
            server.awaitLine("--- end of cheaper algorithms list ---");
            server.awaitLine(
                    "warning: invalid cheaper-initial value (7), must be lower or equal than worker count (3)");
            server.awaitLine("unable to find requested cheaper algorithm, falling back to spare");
            server.awaitReady();
            server.awaitLine(" cheaped."); // three free workers are too many for spare; which goes first depends
        }
    }

    private static List<String> statuses(int port) throws Exception {
        List<String> statuses = new ArrayList<>();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            try (InputStream in = socket.getInputStream()) {
                Matcher matcher = STATUS.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                while (matcher.find()) {
                    statuses.add(matcher.group(1));
                }
            }
        }
        return statuses;
    }
}
