package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol in front of HTTP and uwsgi, as haproxy's document describes it. */
class ProxyProtocolIT {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String TCP4 = SIGNATURE + "2111000c" + "c0a80001" + "0a000002" + "dcb4" + "01bb";
    private static final String TCP6 = SIGNATURE + "21210024" + "20010db8000000000000000000000001"
            + "20010db8000000000000000000000002" + "dcb4" + "01bb";
    private static final String TCP4_WITH_TLV =
            SIGNATURE + "21110012" + "c0a80001" + "0a000002" + "dcb4" + "01bb" + "040003aabbcc";
    private static final String LOCAL = SIGNATURE + "20000000";
    private static final String UNSPECIFIED = SIGNATURE + "21000000";
    private static final String UNIX = SIGNATURE + "213100d8" + "00".repeat(216);

    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static int uwsgi;
    private static int http;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.jwsgi(
                directory,
                "--socket",
                "127.0.0.1:0",
                "--http",
                "127.0.0.1:0",
                "--http-socket",
                "127.0.0.1:0",
                "--enable-proxy-protocol",
                "--jwsgi",
                Programs.app("Awkward"),
                "--threads",
                "2",
                "--socket-timeout",
                "1");
        List<Integer> ports = Wire.ports(server, 3);
        uwsgi = ports.get(0);
        http = ports.get(1);
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        try (ServerProcess ending = server) {
            assertThat(ending.lines()).noneMatch(line -> line.contains("Exception"));
        }
    }

    /** Returns what the app sees of a request behind a header. */
    private static List<String> seen(int port, byte[] header, byte[] request) throws IOException {
        byte[] reply = RawClient.exchange(port, Wire.join(header, request));
        assertThat(Wire.status(reply)).as(new String(reply)).isEqualTo(200);
        return Wire.body(reply).lines().toList();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Test
    void version_1_names_the_client() throws Exception {
        assertThat(seen(http, Wire.bytes("PROXY TCP4 192.168.0.1 10.0.0.2 56500 443\r\n"), Wire.HTTP.get("/env")))
                .contains("REMOTE_ADDR=192.168.0.1", "REMOTE_PORT=56500", "SERVER_PORT=443");
        assertThat(seen(http, Wire.bytes("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n"), Wire.HTTP.get("/env")))
                .contains("REMOTE_ADDR=2001:db8:0:0:0:0:0:1", "REMOTE_PORT=1");
    }

    @Test
    void version_2_names_the_client() throws Exception {
        for (String header : List.of(TCP4, TCP4_WITH_TLV)) {
            assertThat(seen(http, hex(header), Wire.HTTP.get("/env")))
                    .contains("REMOTE_ADDR=192.168.0.1", "REMOTE_PORT=56500");
        }
        assertThat(seen(http, hex(TCP6), Wire.HTTP.get("/env")))
                .contains("REMOTE_ADDR=2001:db8:0:0:0:0:0:1", "REMOTE_PORT=56500");
    }

    @Test
    void headers_without_an_address_leave_the_connections_own() throws Exception {
        for (byte[] header : List.of(
                Wire.bytes("PROXY UNKNOWN\r\n"),
                Wire.bytes("PROXY UNKNOWN ffff:f...f:ffff whatever 65535 65535\r\n"),
                hex(LOCAL),
                hex(UNSPECIFIED),
                hex(UNIX),
                new byte[0])) {
            assertThat(seen(http, header, Wire.HTTP.get("/env"))).contains("REMOTE_ADDR=127.0.0.1");
        }
    }

    @Test
    void the_front_servers_variables_win_on_a_uwsgi_socket() throws Exception {
        byte[] request = Wire.UWSGI.request("GET", "/env", new byte[0], "REMOTE_ADDR", "203.0.113.9");
        for (byte[] header : List.of(
                Wire.bytes("PROXY TCP4 192.168.0.1 10.0.0.2 56500 443\r\n"), hex(TCP4), hex(LOCAL), new byte[0])) {
            assertThat(seen(uwsgi, header, request)).contains("REMOTE_ADDR=203.0.113.9");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY TCP4 192.168.0.1 10.0.0.2 56500 443\r\n", TCP4, TCP6})
    void the_header_may_come_in_any_pieces(String header) throws Exception {
        byte[] bytes = header.startsWith("PROXY") ? Wire.bytes(header) : hex(header);
        byte[] all = Wire.join(bytes, Wire.HTTP.get("/env"));
        try (RawClient client = new RawClient(http)) {
            for (byte b : all) {
                client.send(new byte[] {b});
            }
            assertThat(Wire.body(client.readToEnd())).contains("REMOTE_PORT=56500");
        }
    }

    @Test
    void the_address_holds_for_every_request_of_the_connection() throws Exception {
        try (HttpClient client = new HttpClient(http)) {
            client.write(Wire.bytes("PROXY TCP4 192.168.0.1 10.0.0.2 56500 443\r\n"));
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET /env HTTP/1.1\r\nHost: h\r\n\r\n").text())
                        .contains("REMOTE_ADDR=192.168.0.1\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROXY TCP4 1.2.3.4\\r\\n|invalid PROXY line",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\\r\\n|invalid PROXY line",
                "PROXY TCP4 1.2.3.4 5.6.7.8 -1 2\\r\\n|invalid PROXY line",
                "PROXY TCP4 1.2.3.4 5.6.7.8 70000 2\\r\\n|invalid PROXY line",
                "PROXY TCP4 ::1 ::2 1 2\\r\\n|invalid PROXY line",
                "PROXY TCP6 1.2.3.4 5.6.7.8 1 2\\r\\n|invalid PROXY line",
                "PROXY TCP4 host 5.6.7.8 1 2\\r\\n|invalid PROXY line",
                "PROXY UDP4 1.2.3.4 5.6.7.8 1 2\\r\\n|invalid PROXY line",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\\n|PROXY line too long",
                SIGNATURE + "11110000|invalid PROXY header",
                SIGNATURE + "22110000|invalid PROXY header",
                SIGNATURE + "2111000001020304|PROXY header too short",
                SIGNATURE + "2111ffff|invalid PROXY header",
            })
    void a_malformed_header_closes_the_connection(String header, String line) throws Exception {
        byte[] bytes = header.startsWith("PROXY")
                ? Wire.bytes(header.replace("\\r", "\r").replace("\\n", "\n"))
                : hex(header);
        try (RawClient client = new RawClient(http)) {
            client.send(Wire.join(bytes, Wire.HTTP.request("GET", "/" + "x".repeat(120), new byte[0])));
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.awaitLine("(client: 127.0.0.1:" + client.localPort() + ","))
                    .contains(line);
        }
        assertThat(HttpClient.get(http, "/").status()).isEqualTo(200);
    }

    @Test
    void a_header_that_stays_incomplete_is_given_up() throws Exception {
        for (byte[] part : List.of(Wire.bytes("PROXY TCP4 1.2"), hex(SIGNATURE), hex(TCP4.substring(0, 40)))) {
            try (RawClient client = new RawClient(http)) {
                client.send(part);
                assertThat(client.readToEnd()).isEmpty();
                server.awaitLine("(client: 127.0.0.1:" + client.localPort() + ",");
            }
        }
    }

    @Test
    void a_health_check_that_sends_only_a_header_is_no_mistake() throws Exception {
        try (RawClient client = new RawClient(http)) {
            client.send(hex(LOCAL));
            client.halfClose();
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.count(":" + client.localPort() + ",")).isZero();
        }
    }

    @Test
    void without_the_option_a_header_is_a_bad_request() throws Exception {
        try (ServerProcess plain =
                ServerProcess.jwsgi(directory, "--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Awkward"))) {
            int port = plain.awaitPort();
            plain.awaitReady();
            for (byte[] header : List.of(Wire.bytes("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n"), hex(TCP4))) {
                byte[] reply = RawClient.exchange(port, Wire.join(header, Wire.HTTP.get("/env")));
                assertThat(Wire.status(reply)).isEqualTo(400);
            }
        }
    }
}
