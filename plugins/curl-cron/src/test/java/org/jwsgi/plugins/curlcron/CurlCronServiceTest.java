package org.jwsgi.plugins.curlcron;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.master.FakeMasterContext;

/** Fetches from a real socket, on which the test is the server; time passes as the test says. */
class CurlCronServiceTest {
    private static final int PATIENCE_MILLIS = 60_000;

    private final FakeMasterContext master = new FakeMasterContext();
    private ServerSocket server;
    private String url = "";
    private long seconds = 1000;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        server.setSoTimeout(PATIENCE_MILLIS);
        url = "http://127.0.0.1:" + server.getLocalPort() + "/x";
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private CurlCronService service(Duration longest) {
        return new CurlCronService(
                master,
                new CurlCronOptions(List.of("-1 -1 -1 -1 -1 " + url), List.of()),
                () -> LocalDateTime.of(2026, 1, 1, 12, 0).plusSeconds(seconds),
                () -> seconds,
                longest);
    }

    /** Takes a connection and begins a response whose body never ends. */
    private Socket answerWithoutEnd() throws IOException {
        Socket client = server.accept();
        client.setSoTimeout(PATIENCE_MILLIS);
        readHead(client);
        client.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmore\r\n"
                        .getBytes(US_ASCII));
        client.getOutputStream().flush();
        return client;
    }

    private static void readHead(Socket client) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) client.getInputStream().read());
        }
    }

    private List<String> failures() {
        return master.log().lines().stream()
                .filter(line -> line.startsWith("WARN"))
                .toList();
    }

    @Test
    void a_body_without_an_end_is_given_up_with_its_connection() throws Exception {
        CurlCronService service = service(Duration.ofSeconds(1));
        service.onTick();
        try (Socket client = answerWithoutEnd()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(failures())
                .containsExactly("WARN [jwsgi-cron] cannot fetch \"" + url + "\": it is not over after 1 s");
        service.close();
    }

    @Test
    void the_next_fetch_of_a_line_waits_for_the_last_one() throws Exception {
        CurlCronService service = service(Duration.ofHours(1));
        service.onTick();
        try (Socket client = answerWithoutEnd()) {
            for (int minute = 0; minute < 3; minute++) {
                seconds += 60;
                service.onTick();
            }
            String line = "WARN [jwsgi-cron] \"" + url + "\" waits: the last fetch of it still runs";
            assertThat(failures()).containsExactly(line);
            client.getOutputStream().write("0\r\n\r\n".getBytes(US_ASCII));
        }
        FutureTask<Socket> next = new FutureTask<>(server::accept);
        Thread.ofVirtual().start(next);
        while (!next.isDone()) { // the first one's thread has to end, too
            service.onTick();
            Thread.onSpinWait();
        }
        try (Socket client = next.get()) {
            readHead(client);
        }
        assertThat(failures()).hasSize(1);
        service.close();
    }
}
