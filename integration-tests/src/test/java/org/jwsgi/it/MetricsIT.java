package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONValue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics: the tree, those of the configuration, their files and thresholds. */
class MetricsIT {
    @TempDir
    Path directory;

    @Test
    void metrics_of_every_kind_are_in_the_stats_in_files_and_raise_alarms() throws Exception {
        Path files = Files.createDirectory(directory.resolve("files"));
        Files.writeString(directory.resolve("numbers"), "7 8 9\n");
        List<String> metrics = List.of(
                "--metric", "mine",
                "--metric", "name=g,type=gauge,oid=100.1,initial_value=5",
                "--metric", "name=f,type=gauge,collector=file,arg1=numbers,arg1n=1",
                "--metric", "name=s,collector=sum,children=g;f",
                "--metric", "name=ad,collector=adder,arg1n=10,children=g",
                "--metric", "name=mu,collector=multiplier,arg1n=10,children=g",
                "--metric", "name=av,type=absolute,collector=avg,children=mine;g",
                "--metric", "name=acc,collector=accumulator,children=g",
                "--metric", "name=al,alias=g",
                "--metrics-dir", "files");
        try (ServerProcess server = start(
                metrics,
                "--alarm",
                "ops log:from metrics",
                "--metric-threshold",
                "key=worker.1.requests,value=2,alarm=ops,msg=HELLO")) {
            int port = server.awaitPort();
            server.awaitReady();
            server.awaitLine("added custom metric: acc");
            server.awaitLine("added threshold for metric worker.1.requests (value: 2)");
            server.awaitLine("initialized 47 metrics");
            HttpClient.get(port, "/a");
            HttpClient.get(port, "/b");
            server.awaitLine("metric worker.1.requests is at its threshold (value: 2, threshold: 2)");
            server.awaitLine(" - ALARM: from metrics HELLO");

            ProcessLook.await("the stats to show two requests", () -> value("worker.1.requests") == 2);
            JSONObject all = metrics();
            assertThat((JSONObject) all.get("core.idle_workers"))
                    .isEqualTo(Map.of("type", 1, "oid", "5.4", "value", 1));
            assertThat((JSONObject) all.get("worker.1.core.0.requests"))
                    .isEqualTo(Map.of("type", 0, "oid", "3.1.2.0.1", "value", 2));
            assertThat((JSONObject) all.get("g")).isEqualTo(Map.of("type", 1, "oid", "100.1", "value", 5));
            assertThat((JSONObject) all.get("al")).isEqualTo(Map.of("type", 3, "oid", "100.1", "value", 5));
            assertThat(List.of(value("f"), value("s"), value("ad"), value("mu"), value("av")))
                    .containsExactly(8L, 13L, 15L, 50L, 2L);
            assertThat(value("acc")).isPositive();
            assertThat(value("acc") % 5).isZero();
            assertThat(value("worker.1.running_time")).isPositive();

            byte[] file = Files.readAllBytes(files.resolve("worker.1.requests"));
            assertThat(file).hasSize(4096).startsWith("2\n\0".getBytes(StandardCharsets.US_ASCII));
            assertThat(Files.readAllBytes(files.resolve("mine"))).hasSize(4096).containsOnly(0);
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
        }
        Files.writeString(files.resolve("mine"), "42\n");
        try (ServerProcess server = start(metrics, "--metrics-dir-restore")) {
            server.awaitReady();
            server.awaitLine("metrics collector thread started");
            ProcessLook.await("the counter to go on", () -> value("worker.1.requests") == 2);
            assertThat(value("mine")).isEqualTo(42);
            assertThat(value("g")).isEqualTo(5);
        }
    }

    @Test
    void files_are_those_of_the_user_that_the_instance_runs_as() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "SKIPPED: only root can drop privileges");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path files = Files.createDirectory(directory.resolve("files"));
        Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (ServerProcess server = start(List.of("--metrics-dir", "files"), "--uid", "nobody")) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/a").status()).isEqualTo(200);
            Path requests = files.resolve("worker.1.requests");
            ProcessLook.await(
                    "the file to show a request",
                    () -> Files.exists(requests) && Files.readString(requests).startsWith("1\n"));
            assertThat(Files.getOwner(requests).getName()).isEqualTo("nobody");
            assertThat(server.lines()).noneMatch(line -> line.contains("cannot write metric file"));
        }
    }

    @Test
    void mistakes_end_the_start_with_one_line_each() throws Exception {
        assertThat(ended("--metric", "bad name", "--metric", "name=x,oid=1.a").text())
                .contains("invalid metric name: bad name");
        assertThat(ended("--metric", "name=x,collector=foo").text())
                .contains("unable to find metric collector \"foo\"");
        assertThat(ended("--metric-threshold", "key=nope,value=1").text()).contains("unable to find metric nope");
        assertThat(ended("--stats-push", "nope:x").text()).contains("unable to find \"nope\" stats_pusher");
        for (String address : List.of("statsd", "statsd:127.0.0.1", "socket:127.0.0.1:x")) {
            String kind = address.substring(0, 6);
            assertThat(ended("--stats-push", address).text())
                    .contains("metrics: invalid " + kind + " address ")
                    .doesNotContain("please report");
        }
        assertThat(ended("--prometheus", "127.0.0.1:x").text())
                .contains("prometheus: cannot bind prometheus server to 127.0.0.1:x: ")
                .doesNotContain("please report");
        assertThat(ended("--metric", "name=x,typ=gauge", "--metric-threshold", "key=nope,value=1,alram=x")
                        .text())
                .contains("metric: \"typ\" is not a key and is ignored: name=x,typ=gauge")
                .contains("metric-threshold: \"alram\" is not a key and is ignored: key=nope,value=1,alram=x");
        assertThat(ended("--metrics-dir", "/nonexistent/x").text())
                .contains("cannot keep metrics in /nonexistent/x: no such directory");
    }

    private Ended ended(String... arguments) throws Exception {
        List<String> all =
                new ArrayList<>(List.of("--http-socket", "127.0.0.1:0", "--master", "--jwsgi", Programs.app("Probe")));
        all.addAll(List.of(arguments));
        Ended ended = Ended.jwsgi(directory, all.toArray(String[]::new));
        assertThat(ended.code()).isEqualTo(1);
        return ended;
    }

    private ServerProcess start(List<String> metrics, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "--http-socket", "127.0.0.1:0", "--master", "--jwsgi", Programs.app("Probe"), "--stats", "stats"));
        all.addAll(metrics);
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    private long value(String metric) throws Exception {
        JSONObject one = (JSONObject) Objects.requireNonNull(metrics().get(metric), metric);
        return one.getAsNumber("value").longValue();
    }

    private JSONObject metrics() throws Exception {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(directory.resolve("stats")));
            String text = new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
            JSONObject tree = (JSONObject) JSONValue.parse(text);
            return (JSONObject) Objects.requireNonNull(tree.get("metrics"));
        }
    }
}
