package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Many, slow, leaving and demanding clients. */
class ConnectionsIT {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static List<Integer> ports;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        List<String> arguments = new ArrayList<>(Wire.sockets());
        arguments.addAll(List.of("--jwsgi", Programs.app("Awkward"), "--threads", "4", "--socket-timeout", "1"));
        arguments.addAll(List.of("--http-keepalive=2", "--listen", "1024"));
        server = ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
        ports = Wire.ports(server, Wire.values().length);
        port = ports.get(Wire.HTTP.ordinal());
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        try (ServerProcess ending = server) {
            assertThat(ending.isAlive()).isTrue();
        }
    }

    @Test
    void pipelines_a_thousand_requests_in_order() throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            String close = i == 999 ? "Connection: close\r\n" : "";
            requests.append("POST /echo HTTP/1.1\r\nHost: h\r\n" + close + "Content-Length: 4\r\n\r\n");
            requests.append(1000 + i);
        }
        try (HttpClient client = new HttpClient(port)) {
            Thread writer = Thread.ofVirtual().start(() -> write(client, requests.toString()));
            for (int i = 0; i < 1000; i++) {
                assertThat(client.read(false).text()).isEqualTo("" + (1000 + i));
            }
            assertThat(client.readToEnd()).isEmpty();
            writer.join();
        }
    }

    private static void write(HttpClient client, String text) {
        try {
            client.write(Wire.bytes(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_thousand_idle_connections_do_not_disturb_an_active_one() throws Exception {
        int threads = ProcessLook.threads(server.pid());
        try (ServerProcess roomy = ServerProcess.jwsgi(
                directory, "--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Awkward"), "--listen", "1024")) {
            int roomyPort = roomy.awaitPort();
            roomy.awaitReady();
            List<HttpClient> idle = new ArrayList<>();
            try (HttpClient active = new HttpClient(roomyPort)) {
                for (int i = 0; i < 1000; i++) {
                    HttpClient client = new HttpClient(roomyPort);
                    idle.add(client);
                    assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                            .isEqualTo(200);
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(active.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").text())
                            .isEqualTo("hello");
                }
                assertThat(ProcessLook.threads(roomy.pid())).isLessThan(threads + 16);
                for (HttpClient client : idle) {
                    assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                            .isEqualTo(200);
                }
            } finally {
                for (HttpClient client : idle) {
                    client.close();
                }
            }
        }
    }

    @Test
    void http_keepalive_ends_idle_connections() throws Exception {
        try (HttpClient client = new HttpClient(port)) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                    .isEqualTo(200);
            // Without the option it takes longer than this client waits.
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void a_body_that_the_app_does_not_read_is_not_taken_for_a_request() throws Exception {
        String smuggled = "GET /env HTTP/1.1\r\nHost: h\r\n\r\n";
        try (HttpClient client = new HttpClient(port)) {
            assertThat(client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + smuggled.length() + "\r\n\r\n"
                                    + smuggled)
                            .text())
                    .isEqualTo("hello");
            assertThat(client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(smuggled.length()) + "\r\n" + smuggled + "\r\n0\r\n\r\n")
                            .text())
                    .isEqualTo("hello");
            assertThat(client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok")
                            .text())
                    .isEqualTo("ok");
        }
    }

    @Test
    void a_large_body_that_the_app_does_not_read_ends_the_connection_with_a_readable_reply() throws Exception {
        byte[] reply = RawClient.exchange(
                port,
                Wire.join(
                        Wire.bytes("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n"),
                        new byte[20_000_000]));
        assertThat(Wire.status(reply)).isEqualTo(200);
        assertThat(new String(reply, ISO_8859_1))
                .contains("Connection: close\r\n")
                .endsWith("hello");
    }

    @ParameterizedTest
    @CsvSource({"/echo,100-continue,100", "/,100-continue,200", "/echo,100-CONTINUE,100", "/echo,200-maybe,417"})
    void expectations(String path, String expectation, int first) throws Exception {
        try (HttpClient client = new HttpClient(port)) {
            client.write(Wire.bytes("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: "
                    + expectation + "\r\n\r\n"));
            assertThat(client.read(false).status()).isEqualTo(first);
            if (first == 100) {
                client.write(Wire.bytes("abc"));
                assertThat(client.read(false).text()).isEqualTo("abc");
            } else {
                assertThat(client.readToEnd()).isEmpty();
            }
        }
    }

    @Test
    void no_invitation_for_a_body_that_is_there_or_for_http_1_0() throws Exception {
        try (HttpClient client = new HttpClient(port)) {
            assertThat(client.send(
                                    "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc")
                            .text())
                    .isEqualTo("abc");
            assertThat(client.send("POST /echo HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc")
                            .text())
                    .isEqualTo("abc");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_does_not_read_loses_its_connection(Wire wire) throws Exception {
        long before = server.count("the client does not read (socket-timeout)");
        try (RawClient client = new RawClient(ports.get(wire.ordinal()), 4096)) {
            client.send(wire.get("/stream?100000000"));
            server.awaitLines("the client does not read (socket-timeout)", (int) before + 1);
            assertThat(client.readWhatComes().length).isLessThan(100_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_slow_reader_costs_little_memory(Wire wire) throws Exception {
        long before = ProcessLook.residentMegabytes(server.pid());
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RawClient client = new RawClient(ports.get(wire.ordinal()), 4096);
            clients.add(client);
            client.send(wire.get("/stream?100000000"));
        }
        long[] received = new long[clients.size()];
        byte[] piece = new byte[1 << 20];
        long most = 0;
        for (boolean more = true; more; ) {
            more = false;
            for (int i = 0; i < received.length; i++) {
                int count = clients.get(i).in().readNBytes(piece, 0, piece.length);
                received[i] += count;
                more |= count > 0;
            }
            most = Math.max(most, ProcessLook.residentMegabytes(server.pid()));
        }
        assertThat(most - before).isLessThan(120);
        for (int i = 0; i < received.length; i++) {
            clients.get(i).close();
            assertThat(received[i]).isCloseTo(100_000_000L, within(100_000L));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_leaves_inside_the_response_is_told_in_one_line(Wire wire) throws Exception {
        long lines = server.count("cannot write to the client: ");
        long traces = server.count("\tat ");
        try (RawClient client = new RawClient(ports.get(wire.ordinal()), 4096)) {
            client.send(wire.get("/stream?100000000"));
            assertThat(client.in().readNBytes(1000)).hasSize(1000);
            client.reset();
        }
        server.awaitLines("cannot write to the client: ", (int) lines + 1);
        assertThat(Wire.status(RawClient.exchange(ports.get(wire.ordinal()), wire.get("/"))))
                .isEqualTo(200);
        assertThat(server.count("cannot write to the client: ")).isEqualTo(lines + 1);
        assertThat(server.count("\tat ")).isEqualTo(traces);
    }

    @ParameterizedTest
    @EnumSource(names = "FASTCGI", mode = EnumSource.Mode.EXCLUDE)
    void a_client_that_leaves_inside_its_upload_is_told_in_one_line(Wire wire) throws Exception {
        long begun = server.count("waiting for a body");
        long lines = server.count("[jwsgi-body-read] Error reading");
        long traces = server.count("\tat ");
        byte[] request = wire.request("POST", "/upload", new byte[100_000]);
        try (RawClient client = new RawClient(ports.get(wire.ordinal()))) {
            client.send(Arrays.copyOf(request, request.length - 1));
            server.awaitLines("waiting for a body", (int) begun + 1);
            client.reset();
        }
        server.awaitLines("[jwsgi-body-read] Error reading", (int) lines + 1);
        assertThat(Wire.status(RawClient.exchange(ports.get(wire.ordinal()), wire.get("/"))))
                .isEqualTo(200);
        assertThat(server.count("[jwsgi-body-read] Error reading")).isEqualTo(lines + 1);
        assertThat(server.count("\tat ")).isEqualTo(traces);
    }

    @Test
    void running_out_of_descriptors_pauses_accepting_and_recovers() throws Exception {
        List<String> command = List.of(
                "sh",
                "-c",
                "ulimit -n 120; exec \"$0\" \"$@\"",
                ServerProcess.distribution().resolve("bin/jwsgi").toString(),
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Awkward"),
                "--listen",
                "1024");
        try (ServerProcess poor = ServerProcess.start(directory, Map.of(), command)) {
            int poorPort = poor.awaitPort();
            poor.awaitReady();
            assertThat(HttpClient.get(poorPort, "/").status()).isEqualTo(200);
            List<HttpClient> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                HttpClient client = new HttpClient(poorPort);
                clients.add(client);
                client.write(Wire.bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
            }
            poor.awaitLine("cannot accept on ");
            assertThat(clients.getFirst().read(false).status()).isEqualTo(200);
            assertThat(clients.getFirst()
                            .send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            for (int i = 0; i < 100; i++) {
                clients.get(i).close();
            }
            for (int i = 100; i < 200; i++) {
                try (HttpClient client = clients.get(i)) {
                    assertThat(client.read(false).status()).isEqualTo(200);
                }
            }
            assertThat(HttpClient.get(poorPort, "/").status()).isEqualTo(200);
            poor.awaitLine("cannot accept on ");
            assertThat(poor.count("cannot accept on ")).isEqualTo(1);
            assertThat(poor.lines()).noneMatch(line -> line.contains("Exception"));
        }
    }
}
