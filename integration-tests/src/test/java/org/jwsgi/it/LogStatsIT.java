package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONValue;
import net.minidev.json.parser.JSONParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator looks at: the request log, the log file and the stats server. */
class LogStatsIT {
    @TempDir
    Path directory;

    @Test
    void logs_requests_in_the_form_asked_for() throws Exception {
        try (ServerProcess server = start(
                "--log-format",
                "%(method) %(uri) %(status) %(rsize) \"%(uagent)\" %(var.HTTP_X_MARK) %(pid) end",
                "--log-micros")) {
            int port = server.awaitPort();
            server.awaitReady();
            try (HttpClient client = new HttpClient(port)) {
                client.send("GET /a?b HTTP/1.1\r\nHost: h\r\nUser-Agent: x/1\r\nX-Mark: m\r\n\r\n");
            }
            assertThat(server.awaitLine("GET /a?b 200"))
                    .isEqualTo("GET /a?b 200 18 \"x/1\" m " + server.pid() + " end");
        }
        try (ServerProcess server =
                start("--disable-logging", "--log-5xx", "--log-big", "1000", "--log-prefix=[shop]")) {
            int port = server.awaitPort();
            server.awaitLine("[shop] - spawned jwsgi worker 1 ");
            assertThat(HttpClient.get(port, "/quiet").status()).isEqualTo(200);
            assertThat(HttpClient.get(port, "/big?4096").status()).isEqualTo(200);
            assertThat(HttpClient.get(port, "/throw").status()).isEqualTo(500);
            server.awaitLine("GET /throw => ");
            assertThat(server.count("GET /big?4096 => generated 4096 bytes")).isEqualTo(1);
            assertThat(server.count("GET /quiet")).isZero();
        }
    }

    @Test
    void keeps_its_log_in_a_file() throws Exception {
        Path log = Files.writeString(directory.resolve("app.log"), "from before\n");
        try (ServerProcess server = start("--logto", "app.log", "--log-date", "--master")) {
            awaitText(log, "spawned jwsgi worker 1 ");
            int port = Integer.parseInt(
                    Files.readString(log).replaceAll("(?s).*bound to TCP address 127.0.0.1:(\\d+) .*", "$1"));
            assertThat(HttpClient.get(port, "/first").status()).isEqualTo(200);
            awaitText(log, "GET /first => ");
            assertThat(Files.readString(log)).startsWith("from before\n");
            assertThat(Files.readAllLines(log).get(1))
                    .matches(
                            "[A-Z][a-z]{2} [A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d:\\d\\d \\d{4} - \\*\\*\\* Starting jwsgi .*");
            assertThat(server.lines()).isEmpty();
        }
        try (ServerProcess server =
                start("--logto", "app.log", "--log-truncate", "--log-maxsize", "3000", "--log-backupname", "old.log")) {
            awaitNoText(log, "from before");
            awaitText(log, "spawned jwsgi worker 1 ");
            int port = Integer.parseInt(
                    Files.readString(log).replaceAll("(?s).*bound to TCP address 127.0.0.1:(\\d+) .*", "$1"));
            Path old = directory.resolve("old.log");
            for (int i = 0; !Files.exists(old) && i < 5000; i++) {
                assertThat(HttpClient.get(port, "/" + i).status()).isEqualTo(200);
            }
            awaitText(old, "GET /0 => ");
            // A worker follows within a second; what it logs meanwhile is in the old file and not lost.
            long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
            while (!read(log).contains("GET /after => ")) {
                assertThat(HttpClient.get(port, "/after").status()).isEqualTo(200);
                assertThat(System.nanoTime()).as("nothing in the new log").isLessThan(end);
            }
            assertThat(server.isAlive()).isTrue();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsOnly("app.log", "old.log");
        }
    }

    @Test
    void shows_its_state_while_a_request_runs() throws Exception {
        try (ServerProcess server = start("--stats", "127.0.0.1:0", "--stats-minified", "--threads", "2")) {
            int port = server.awaitPort();
            server.awaitReady();
            int stats = Integer.parseInt(server.awaitLine("Stats server enabled on 127.0.0.1:")
                    .replaceAll(".*127\\.0\\.0\\.1:(\\d+) .*", "$1"));
            try (Socket silent = new Socket("127.0.0.1", stats);
                    HttpClient slow = new HttpClient(port)) {
                assertThat(silent.isConnected()).isTrue();
                slow.write("GET /sleep?3000 HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                server.awaitLine("sleeping");
                JSONObject core = running(stats);
                // A worker on a loaded machine may answer too late for one look at it; the next look is complete.
                while (array(core, "vars").size() < 2) {
                    core = running(stats);
                }
                assertThat(List.copyOf(array(core, "vars")).toString())
                        .contains("PATH_INFO=/sleep, ", "QUERY_STRING=3000, ");
                assertThat(((JSONObject) Objects.requireNonNull(core.get("req_info")))
                                .getAsNumber("request_start")
                                .longValue())
                        .isBetween(System.currentTimeMillis() / 1000 - 60, System.currentTimeMillis() / 1000);
                assertThat(slow.read(false).text()).isEqualTo("slept");
            }
            String minified = readTcp(stats);
            // The client has its answer a moment before the worker has counted the request.
            long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
            while (minified.contains("\"busy\"") && System.nanoTime() < end) {
                minified = readTcp(stats);
            }
            assertThat(minified.strip()).doesNotContain("\n", "\t");
            JSONObject idle = json(minified);
            assertThat(first(idle, "workers").getAsString("status")).isEqualTo("idle");
            assertThat(first(idle, "workers").getAsNumber("requests").intValue())
                    .isEqualTo(1);
        }
        try (ServerProcess server = start("--stats", "127.0.0.1:0", "--stats-http")) {
            server.awaitReady();
            int stats = Integer.parseInt(server.awaitLine("Stats server enabled on 127.0.0.1:")
                    .replaceAll(".*127\\.0\\.0\\.1:(\\d+) .*", "$1"));
            HttpClient.Reply reply = HttpClient.get(stats, "/");
            assertThat(reply.headers()).containsEntry("content-type", "application/json");
            assertThat(json(reply.text())).containsKey("workers");
        }
    }

    @Test
    void shows_the_same_keys_as_uwsgi() throws Exception {
        Programs.require("uwsgi", "uwsgi-core");
        Path app = Files.writeString(directory.resolve("app.py"), """
                def application(environ, start_response):
                    start_response('200 OK', [('Content-Type', 'text/plain')])
                    return [b'hello']
                """);
        Path theirs = directory.resolve("theirs.sock");
        Path ours = directory.resolve("ours.sock");
        Path web = directory.resolve("web.sock");
        try (ServerProcess uwsgi = ServerProcess.start(
                        directory,
                        Map.of(),
                        List.of(
                                "uwsgi",
                                "--plugin",
                                "python3",
                                "--master",
                                "--http-socket",
                                web.toString(),
                                "--wsgi-file",
                                app.toString(),
                                "--stats",
                                theirs.toString()));
                ServerProcess server = start("--stats", ours.toString())) {
            uwsgi.awaitLine("Stats server enabled on");
            uwsgi.awaitLine("spawned uWSGI worker 1 ");
            server.awaitLine("Stats server enabled on");
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                client.connect(UnixDomainSocketAddress.of(web));
                client.write(java.nio.ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                assertThat(Channels.newInputStream(client).readAllBytes()).isNotEmpty();
            }
            List<String> expected = keys(ordered(readIdle(theirs)), "");
            assertThat(expected).contains("workers.cores.requests");
            assertThat(keys(ordered(readIdle(ours)), "")).containsExactlyElementsOf(expected);
        }
    }

    /** Returns the core that runs a request, which makes its worker busy. */
    private static JSONObject running(int stats) throws Exception {
        JSONObject worker = first(json(readTcp(stats)), "workers");
        assertThat(worker.getAsString("status")).isEqualTo("busy");
        return array(worker, "cores").stream()
                .map(JSONObject.class::cast)
                .filter(core -> core.getAsNumber("in_request").intValue() == 1)
                .findFirst()
                .orElseThrow(() -> new AssertionError(worker));
    }

    private ServerProcess start(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe")));
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    /** Returns the path of each key in order of appearance; of an array, those of its first element. */
    private static List<String> keys(Object value, String path) {
        List<String> keys = new ArrayList<>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> {
                keys.add(path + name);
                keys.addAll(keys(member, path + name + "."));
            });
        } else if (value instanceof List<?> array && !array.isEmpty()) {
            keys.addAll(keys(array.getFirst(), path));
        }
        return keys;
    }

    private static JSONObject first(JSONObject object, String array) {
        return (JSONObject) array(object, array).getFirst();
    }

    private static JSONArray array(JSONObject object, String name) {
        return (JSONArray) Objects.requireNonNull(object.get(name));
    }

    private static JSONObject json(String text) {
        assertThat(JSONValue.isValidJsonStrict(text)).as(text).isTrue();
        return (JSONObject) JSONValue.parse(text);
    }

    /** Parses JSON into maps that keep the order of their keys. */
    private static Object ordered(String text) throws Exception {
        return new JSONParser(JSONParser.MODE_STRICTEST).parse(text, JSONValue.defaultReader.DEFAULT_ORDERED);
    }

    /** Reads the state once no request runs any more: a server may answer a client a moment before it is done. */
    private static String readIdle(Path socket) throws Exception {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (true) {
            String text = readUnix(socket);
            JSONObject core =
                    (JSONObject) array(first(json(text), "workers"), "cores").getFirst();
            if (core.getAsNumber("in_request").intValue() == 0) {
                return text;
            }
            assertThat(System.nanoTime()).as(text).isLessThan(end);
        }
    }

    private static String readUnix(Path socket) throws Exception {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(socket));
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String readTcp(int port) throws Exception {
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress("127.0.0.1", port));
            client.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void awaitNoText(Path file, String text) throws Exception {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (Files.readString(file).contains(text)) {
            assertThat(System.nanoTime()).as("still there: " + text).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void awaitText(Path file, String text) throws Exception {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (!read(file).contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no '" + text + "' in:\n" + read(file));
            }
            Thread.onSpinWait();
        }
    }

    /** Returns what a log holds; nothing before it is there, or in the moment of a rotation. */
    private static String read(Path file) throws Exception {
        try {
            return Files.readString(file);
        } catch (java.nio.file.NoSuchFileException e) {
            return "";
        }
    }
}
