package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type of logger and encoder, each with what receives its lines in real life. */
class LoggersIT {
    private static final String RECEIVER = """
            import socket, sys
            sockets = []
            for path in sys.argv[1:]:
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.bind(path)
                sockets.append((path.rsplit('/', 1)[1], s))
            print('bound', flush=True)
            import select
            while True:
                for name, s in sockets:
                    if select.select([s], [], [], 0.05)[0]:
                        print(name, repr(s.recv(65536)), flush=True)
            """;

    @TempDir
    Path directory;

    @Test
    void local_loggers_and_encoders_write_what_they_should() throws Exception {
        int port = Programs.freePort();
        try (ServerProcess server = LogFiles.start(
                directory,
                port,
                "--logger",
                "file:all.log",
                "--logger",
                "piped pipe:cat > piped.log",
                "--logger",
                "out stdio",
                "--logger",
                "two fd:2",
                "--log-route",
                "piped ^sleeping$",
                "--log-route",
                "out ^sleeping$",
                "--log-encoder",
                "prefix:out OUT ",
                "--log-route",
                "two ^sleeping$",
                "--log-encoder",
                "format:two TWO ${strftime:%Y} ${msgnl}",
                "--logger",
                "js file:json.log",
                "--log-route",
                "js thrown",
                "--log-encoder",
                "json:js {\"t\":${unix},\"m\":\"${msg}\"}",
                "--log-encoder",
                "nl:js",
                "--logger",
                "z file:lines.gz",
                "--log-route",
                "z thrown",
                "--log-encoder",
                "gzip:z",
                "--log-drain",
                "mapped .* bytes",
                "--req-logger",
                "file:requests.log",
                "--req-logger",
                "shop file:shop.log",
                "--log-req-route",
                "shop GET /shop/",
                "--log-req-encoder",
                "suffix |")) {
            Path all = directory.resolve("all.log");
            LogFiles.await(all, "spawned jwsgi worker 1 ");
            assertThat(HttpClient.get(port, "/sleep?1").status()).isEqualTo(200);
            assertThat(HttpClient.get(port, "/shop/1").status()).isEqualTo(200);
            assertThat(HttpClient.get(port, "/throw").status()).isEqualTo(500);
            server.awaitLine("OUT sleeping");
            assertThat(server.awaitLine("TWO ")).matches("TWO \\d{4} sleeping");
            LogFiles.await(directory.resolve("piped.log"), "sleeping\n");
            assertThat(LogFiles.await(directory.resolve("json.log"), "thrown on purpose"))
                    .matches("(?s)\\{\"t\":\\d{10},\"m\":\"[^\n]*thrown on purpose\\\\n\\\\tat [^\n]*\"\\}\n.*");
            LogFiles.await(directory.resolve("lines.gz"), text -> !text.isEmpty(), "anything");
            byte[] zipped = Files.readAllBytes(directory.resolve("lines.gz"));
            assertThat(new String(
                            new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes(),
                            StandardCharsets.UTF_8))
                    .contains("thrown on purpose\n\tat ");
            String requests = LogFiles.await(directory.resolve("requests.log"), "GET /throw");
            assertThat(requests).contains("GET /sleep?1 => generated 5 bytes").contains("\n|[pid: ");
            LogFiles.await(directory.resolve("shop.log"), "GET /shop/1 => ");
            assertThat(LogFiles.read(directory.resolve("shop.log"))).doesNotContain("/throw", "/sleep");
            assertThat(requests).doesNotContain("GET /shop/");
            assertThat(LogFiles.read(all)).doesNotContain("GET /", "sleeping", "mapped ");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(all)))
                    .isEqualTo("rw-r-----");
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(LogFiles.read(all)).endsWith("goodbye to jwsgi.\n");
        }
    }

    @Test
    void sockets_and_syslogs_get_a_datagram_for_each_line() throws Exception {
        Programs.require("python3", "python3");
        int port = Programs.freePort();
        Path log = directory.resolve("log.sock");
        Path plain = directory.resolve("plain.sock");
        Path script = Files.writeString(directory.resolve("receive.py"), RECEIVER);
        try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket remote = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ServerProcess receiver = ServerProcess.start(
                        directory, Map.of(), List.of("python3", script.toString(), log.toString(), plain.toString()))) {
            receiver.awaitLine("bound");
            try (ServerProcess server = LogFiles.start(
                    directory,
                    port,
                    "--log-filter",
                    "^sleeping",
                    "--log-syslog=shop,local6," + log,
                    "--log-socket",
                    plain + ",unix> ",
                    "--logger",
                    "socket:127.0.0.1:" + udp.getLocalPort(),
                    "--logger",
                    "rsyslog:127.0.0.1:" + remote.getLocalPort() + ",shop2,14")) {
                Programs.awaitListening(port, server);
                assertThat(HttpClient.get(port, "/sleep?1").status()).isEqualTo(200);
                assertThat(receiver.awaitLine("plain.sock")).isEqualTo("plain.sock b'unix> sleeping\\n'");
                assertThat(receiver.awaitLine("log.sock"))
                        .matches("log\\.sock b'<182>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d shop: sleeping\\\\n'");
                assertThat(receive(udp)).isEqualTo("sleeping\n");
                assertThat(receive(remote)).matches("<14>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d shop2: sleeping");
            }
        }
    }

    @Test
    void redis_gets_every_line_even_when_it_comes_late() throws Exception {
        Programs.require("redis-server", "redis-server");
        int port = Programs.freePort();
        int redisPort = Programs.freePort();
        try (ServerProcess server = LogFiles.start(
                directory,
                port,
                "--log-filter",
                "^sleeping",
                "--logger",
                "redislog:127.0.0.1:" + redisPort + ",rpush lines,shop: ")) {
            Programs.awaitListening(port, server);
            assertThat(HttpClient.get(port, "/sleep?1").status()).isEqualTo(200);
            server.awaitLine("logger redislog:127.0.0.1:" + redisPort + ",rpush lines,shop: : cannot write: ");
            assertThat(HttpClient.get(port, "/sleep?1").status()).isEqualTo(200);
            try (ServerProcess redis = ServerProcess.start(
                    directory,
                    Map.of(),
                    List.of("redis-server", "--port", "" + redisPort, "--bind", "127.0.0.1", "--save", ""))) {
                server.awaitLine("writes again (lost events: 0)");
                try (ServerProcess client = ServerProcess.start(
                        directory, Map.of(), List.of("redis-cli", "-p", "" + redisPort, "blpop", "lines", "30"))) {
                    client.awaitLine("shop: sleeping");
                }
                try (ServerProcess client = ServerProcess.start(
                        directory, Map.of(), List.of("redis-cli", "-p", "" + redisPort, "blpop", "lines", "30"))) {
                    client.awaitLine("shop: sleeping");
                }
                assertThat(redis.isAlive()).isTrue();
            }
        }
    }

    @Test
    void mistakes_end_the_start_with_all_of_them() throws Exception {
        try (ServerProcess server = LogFiles.start(
                directory,
                Programs.freePort(),
                "--logger",
                "nosuch:x",
                "--logger",
                "file",
                "--logger",
                "socket:127.0.0.1:x",
                "--logger",
                "rsyslog:127.0.0.1:99999",
                "--log-encoder",
                "rot13",
                "--logger-list",
                "--log-route",
                "lonely",
                "--log-drain",
                "(")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(String.join("\n", server.lines()))
                    .contains(
                            "*** jwsgi loaded loggers ***",
                            "\nredislog\n",
                            "--- end of loggers list ---",
                            "unable to find logger nosuch",
                            "logger file: a file is missing",
                            "logger socket: invalid address \"127.0.0.1:x\": \"x\" is no port",
                            "logger rsyslog: invalid address \"127.0.0.1:99999\": \"99999\" is no port",
                            "log encoder \"rot13\" not found",
                            "log-route: invalid value \"lonely\"",
                            "log-drain: invalid regular expression \"(\"");
        }
        try (ServerProcess server =
                LogFiles.start(directory, Programs.freePort(), "--logger", "file:/no/such/folder/log")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(String.join("\n", server.lines()))
                    .contains("cannot open logger file:/no/such/folder/log: cannot open /no/such/folder/log: "
                            + "no such file or directory");
        }
    }

    private static String receive(DatagramSocket socket) throws Exception {
        socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
        DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
