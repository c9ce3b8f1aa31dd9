package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is no request, or only a part of one, on a socket of each protocol. Every bad connection ends with a status or a
 * plain close and leaves one line in the log, while others are served as if nothing were the matter.
 */
class BadInputIT {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static List<Integer> ports;
    private static List<String> descriptors;
    private static Load healthy;
    private static final Map<RawClient, Long> EARLIER = new IdentityHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        List<String> arguments = new ArrayList<>(Wire.sockets());
        arguments.addAll(List.of("--jwsgi", Programs.app("Awkward"), "--threads", "4", "--socket-timeout", "1"));
        arguments.add("--disable-logging");
        server = ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
        ports = Wire.ports(server, Wire.values().length);
        server.awaitReady();
        for (Wire wire : Wire.values()) {
            assertThat(Wire.status(RawClient.exchange(port(wire), wire.get("/"))))
                    .isEqualTo(200);
        }
        descriptors = ProcessLook.descriptors(server.pid());
        healthy = Load.start(port(Wire.HTTP), "/", 1);
        healthy.awaitServed(1);
    }

    @AfterAll
    static void nothing_is_left_and_nobody_else_noticed() throws Exception {
        try (ServerProcess ending = server) {
            healthy.awaitServed(1);
            healthy.close();
            assertThat(healthy.failures()).isEmpty();
            assertThat(ending.isAlive()).isTrue();
            ProcessLook.awaitDescriptors(server.pid(), descriptors);
            assertThat(server.lines()).noneMatch(line -> line.contains("Exception") || line.contains("Error:"));
        }
    }

    private static int port(Wire wire) {
        return ports.get(wire.ordinal());
    }

    /** Connects, and notes how many lines are there already about a former client with the same port. */
    private static RawClient connect(Wire wire) throws IOException {
        RawClient client = new RawClient(port(wire));
        EARLIER.put(client, server.count(name(client)));
        return client;
    }

    private static String name(RawClient client) {
        return "(client: 127.0.0.1:" + client.localPort() + ",";
    }

    private static long linesAbout(RawClient client) {
        return server.count(name(client)) - EARLIER.getOrDefault(client, 0L);
    }

    /** Checks for exactly one line about a client, and returns it. */
    private static String onlyLine(RawClient client) throws InterruptedException {
        String line = server.awaitLines(name(client), (int) (EARLIER.getOrDefault(client, 0L) + 1));
        assertThat(linesAbout(client)).isEqualTo(1);
        return line;
    }

    /** FastCGI can only answer to a request that has begun. */
    private static void assertRefused(Wire wire, byte[] reply, Integer... statuses) {
        if (wire != Wire.FASTCGI || reply.length > 0) {
            assertThat(Wire.status(reply)).as(new String(reply)).isIn((Object[]) statuses);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_ends_inside_a_head(Wire wire) throws Exception {
        byte[] request = wire.get("/some/path");
        for (int length : new int[] {1, 3, request.length / 2, request.length - 1}) {
            try (RawClient client = connect(wire)) {
                client.send(Arrays.copyOf(request, length));
                client.halfClose();
                assertRefused(wire, client.readToEnd(), 400);
                assertThat(onlyLine(client)).contains("the client left inside a request's head");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_falls_silent_inside_a_head(Wire wire) throws Exception {
        byte[] request = wire.get("/some/path");
        List<RawClient> clients = new ArrayList<>();
        for (int length : new int[] {1, 3, request.length / 2, request.length - 1}) {
            RawClient client = connect(wire);
            clients.add(client);
            client.send(Arrays.copyOf(request, length));
        }
        for (RawClient client : clients) {
            try (client) {
                assertRefused(wire, client.readToEnd(), 408);
                assertThat(onlyLine(client)).contains("timeout while reading a request's head");
            }
        }
    }

    @Test
    void a_client_that_falls_silent_between_the_lines_of_a_later_head() throws Exception {
        try (HttpClient client = new HttpClient(port(Wire.HTTP))) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                    .isEqualTo(200);
            client.write(Wire.bytes("GET / HTTP/1.1\r\n"));
            assertThat(client.read(false).status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_says_nothing_at_all_is_closed_without_a_word(Wire wire) throws Exception {
        try (RawClient client = connect(wire)) {
            assertThat(client.readToEnd()).isEmpty();
            assertThat(linesAbout(client)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_request_that_comes_byte_by_byte_is_served(Wire wire) throws Exception {
        byte[] body = Wire.bytes("hello body");
        try (RawClient client = connect(wire)) {
            for (byte b : wire.request("POST", "/echo", body)) {
                client.send(new byte[] {b});
            }
            byte[] reply = client.readToEnd();
            assertThat(Wire.status(reply)).isEqualTo(200);
            assertThat(Wire.body(reply)).contains("hello body");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_head_that_trickles_for_ever_is_cut_off(Wire wire) throws Exception {
        byte[] request = wire.get("/" + "x".repeat(1500));
        CountDownLatch never = new CountDownLatch(1);
        try (RawClient client = connect(wire)) {
            client.send(Arrays.copyOf(request, 200));
            int at = 200;
            while (client.in().available() == 0 && linesAbout(client) == 0) {
                assertThat(at).as("bytes accepted").isLessThan(request.length);
                client.send(new byte[] {request[at++]});
                never.await(50, TimeUnit.MILLISECONDS);
            }
            assertRefused(wire, client.readWhatComes(), 408);
            assertThat(onlyLine(client)).contains("timeout while reading a request's head");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_oversized_head_is_refused_and_the_client_can_read_why(Wire wire) throws Exception {
        byte[] request = wire.request("GET", "/", new byte[8 << 20], "HTTP_X_LONG", "x".repeat(60_000));
        try (RawClient client = connect(wire)) {
            client.send(request);
            byte[] reply = client.readToEnd();
            assertThat(Wire.status(reply)).isEqualTo(431);
            assertThat(onlyLine(client)).contains("size");
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbage(Wire wire) throws Exception {
        Random random = new Random(42);
        for (int length : new int[] {1, 10, 1000, 100_000}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            bytes[0] = (byte) 0xFE;
            try (RawClient client = connect(wire)) {
                client.send(bytes);
                client.halfClose();
                assertRefused(wire, client.readToEnd(), 400, 414, 431);
                onlyLine(client);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void requests_of_the_other_protocols(Wire wire) throws Exception {
        for (Wire other : Wire.values()) {
            if (other != wire) {
                try (RawClient client = connect(wire)) {
                    client.send(other.get("/"));
                    client.halfClose();
                    assertRefused(wire, client.readToEnd(), 400, 431);
                    onlyLine(client);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_tls_client_hello_and_the_http2_preface(Wire wire) throws Exception {
        byte[] hello = Wire.join(new byte[] {0x16, 3, 1, 0, (byte) 195, 1, 0, 0, (byte) 191, 3, 3}, new byte[189]);
        for (byte[] bytes : List.of(hello, Wire.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"))) {
            try (RawClient client = connect(wire)) {
                client.send(bytes);
                client.halfClose();
                assertRefused(wire, client.readToEnd(), 400, 431, 505);
                onlyLine(client);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0000|400|uwsgi key cannot be null",
                "0|0500616263|400|invalid uwsgi request",
                "0|01004102|400|invalid uwsgi request",
                "0|01004105004242|400|invalid uwsgi request",
                "5|010041010042|500|unavailable modifier requested: 5",
                "200|dead|500|unavailable modifier requested: 200",
            })
    void broken_uwsgi_blocks(int modifier, String block, int status, String line) throws Exception {
        long before = server.count(line);
        byte[] packet = Wire.packet(modifier, HexFormat.of().parseHex(block));
        assertThat(Wire.status(RawClient.exchange(port(Wire.UWSGI), packet))).isEqualTo(status);
        server.awaitLines(line, (int) before + 1);
        assertThat(server.count(line)).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5:AB,", "12:CONTENT_LENGTH,", "9999999999:", "-1:a,", "6:a\0b\0cd,", "6:a\0b\0c\0x"})
    void broken_netstrings(String request) throws Exception {
        try (RawClient client = connect(Wire.SCGI)) {
            client.send(request);
            client.halfClose();
            assertThat(Wire.status(client.readToEnd())).isIn(400, 431);
            onlyLine(client);
        }
    }

    @Test
    void broken_fastcgi_records() throws Exception {
        byte[] begin = Wire.record(1, new byte[] {0, 1, 0, 0, 0, 0, 0, 0});
        List<byte[]> requests = List.of(
                Wire.record(1, new byte[3]),
                Wire.join(begin, begin),
                Wire.join(begin, Wire.join(Wire.record(4, new byte[] {0, 0}), Wire.record(4, new byte[0]))),
                Wire.join(begin, Wire.join(Wire.record(4, new byte[] {50, 50, 'a'}), Wire.record(4, new byte[0]))),
                Wire.join(begin, Wire.record(4, new byte[60_000])),
                Wire.join(begin, new byte[] {2, 1, 0, 1, 0, 0, 0, 0}));
        for (byte[] request : requests) {
            try (RawClient client = connect(Wire.FASTCGI)) {
                client.send(request);
                client.halfClose();
                assertRefused(Wire.FASTCGI, client.readToEnd(), 400, 431);
                onlyLine(client);
            }
        }
    }
}
