package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first thing a user does: one process, one app, plain HTTP. */
class HttpServingIT {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.jwsgi(
                directory, "--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe"), "--threads", "4");
        port = server.awaitPort();
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answers_a_get_and_logs_it() throws Exception {
        HttpClient.Reply reply = HttpClient.get(port, "/?x=1");
        assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(reply.text()).isEqualTo("hello from worker\n");
        assertThat(reply.headers()).containsKeys("date", "content-type");
        assertThat(server.awaitLine("GET /?x=1 =>"))
                .matches("\\[pid: " + server.pid() + "\\|app: 0\\|req: \\d+/\\d+] 127\\.0\\.0\\.1 \\(\\) "
                        + "\\{\\d+ vars in \\d+ bytes} \\[.{24}] GET /\\?x=1 => generated 18 bytes in \\d+ msecs "
                        + "\\(HTTP/1\\.1 200\\) \\d+ headers in \\d+ bytes \\(\\d+ switches on core \\d+\\)");
    }

    @Test
    void keeps_the_connection_and_serves_pipelined_requests() throws IOException {
        try (HttpClient client = new HttpClient(port)) {
            client.write(("GET /?a HTTP/1.1\r\nHost: h\r\n\r\nGET /big?32 HTTP/1.1\r\nHost: h\r\n\r\n"
                            + "GET /?c HTTP/1.1\r\nHost: h\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(client.read(false).text()).isEqualTo("hello from worker\n");
            assertThat(client.read(false).body()).hasSize(32);
            assertThat(client.read(false).text()).isEqualTo("hello from worker\n");
        }
    }

    @Test
    void sends_no_body_for_head() throws IOException {
        try (HttpClient client = new HttpClient(port)) {
            assertThat(client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                    .isEqualTo(200);
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").text()).isEqualTo("hello from worker\n");
        }
    }

    @Test
    void reads_a_chunked_body() throws IOException {
        try (HttpClient client = new HttpClient(port)) {
            HttpClient.Reply reply =
                    client.send("POST /digest HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n");
            assertThat(reply.text()).isEqualTo("11 b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void invites_a_body_that_waits() throws IOException {
        try (HttpClient client = new HttpClient(port)) {
            client.write("POST /digest HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(client.read(false).status()).isEqualTo(100);
            client.write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.read(false).text()).startsWith("5 2cf24dba5fb0a30e");
        }
    }

    @Test
    void answers_500_for_an_exception_and_logs_its_trace() throws Exception {
        HttpClient.Reply reply = HttpClient.get(port, "/throw");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).isEqualTo("Internal Server Error");
        server.awaitLine("IllegalStateException: thrown on purpose");
        server.awaitLine("Probe.application(Probe.java:");
    }

    @Test
    void streams_a_response_of_many_buffers() throws IOException {
        assertThat(HttpClient.get(port, "/big?16777216").body()).hasSize(16777216);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1\\r\\n\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n|400",
                "GET / HTTP/1.1\\nHost: a\\n\\n|400",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n|400",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\nContent-Length: 4\\r\\n\\r\\nabcd|400",
                "POST /digest HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\r\\n b\\r\\n\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n|400",
                "GET / HTTP/3.0\\r\\nHost: a\\r\\n\\r\\n|505",
                "garbage\\r\\n\\r\\n|400",
            })
    void refuses_bad_requests_with_a_proper_status(String request, int status) throws IOException {
        try (HttpClient client = new HttpClient(port)) {
            HttpClient.Reply reply = client.send(request.replace("\\r", "\r").replace("\\n", "\n"));
            assertThat(reply.status()).isEqualTo(status);
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
    }
}
