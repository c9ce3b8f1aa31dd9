package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Apps whose answers would break the protocol if they were sent as they are. */
class ResponseFramingIT {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static List<Integer> ports;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        List<String> arguments = new ArrayList<>(Wire.sockets());
        arguments.addAll(List.of("--jwsgi", Programs.app("Awkward"), "--threads", "2"));
        server = ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
        ports = Wire.ports(server, Wire.values().length);
        port = ports.get(Wire.HTTP.ordinal());
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"10,11", "10,40000", "40000,40001", "100000,300000", "0,5"})
    void what_exceeds_the_announced_length_is_not_sent(int announced, int written) throws Exception {
        String path = "/length?" + announced + "," + written;
        try (HttpClient client = new HttpClient(port)) {
            client.write(Wire.bytes("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n"));
            HttpClient.Reply reply = client.read(false);
            assertThat(reply.headers()).containsEntry("content-length", Integer.toString(announced));
            assertThat(reply.body()).hasSize(announced);
            assertThat(client.readToEnd()).as("bytes behind the response").isEmpty();
        }
        assertThat(server.awaitLine("the app wrote " + written + " bytes of body but announced " + announced + " in "))
                .contains("GET " + path);
        server.awaitLine("GET " + path + " => generated " + announced + " bytes");
    }

    @Test
    void a_file_longer_than_announced_is_cut() throws Exception {
        Path file = Files.write(directory.resolve("file"), new byte[200_000]);
        try (HttpClient client = new HttpClient(port)) {
            client.write(Wire.bytes("GET /file?" + file + " HTTP/1.1\r\nHost: h\r\n\r\n"));
            assertThat(client.read(false).body()).hasSize(10);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"11,10", "100000,40000"})
    void a_response_shorter_than_announced_ends_its_connection(int announced, int written) throws Exception {
        byte[] reply = RawClient.exchange(
                port, Wire.bytes("GET /length?" + announced + "," + written + " HTTP/1.1\r\nHost: h\r\n\r\n"));
        assertThat(Wire.status(reply)).isEqualTo(200);
        assertThat(Wire.body(reply)).hasSize(written);
        server.awaitLine("the app wrote " + written + " bytes of body but announced " + announced + " in ");
    }

    @Test
    void a_head_request_is_not_measured() throws Exception {
        try (HttpClient client = new HttpClient(port)) {
            HttpClient.Reply reply = client.send("HEAD /length?10,0 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(reply.headers()).containsEntry("content-length", "10");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").text()).isEqualTo("hello");
        }
        assertThat(server.count("but announced 10 in HEAD")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void line_ends_in_headers_are_an_error_of_the_app(Wire wire) throws Exception {
        for (String path : List.of("/inject", "/inject-name")) {
            byte[] reply = RawClient.exchange(ports.get(wire.ordinal()), wire.get(path));
            assertThat(Wire.status(reply)).isEqualTo(500);
            assertThat(new String(reply, ISO_8859_1)).doesNotContain("stolen", "script", "X-C");
        }
        server.awaitLine("the value of header X-Name contains character 13");
        server.awaitLine("a header's name cannot contain character 58");
    }
}
