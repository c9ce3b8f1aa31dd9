package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.request.Header;
import org.jwsgi.api.request.RequestHandler;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;

@Timeout(60)
class RequestServerTest {
    private static final RequestHandler HELLO = (request, response) -> {
        response.status(200, "OK");
        response.write(("hello " + request.uri()).getBytes(ISO_8859_1));
    };

    @Test
    void keepsTheConnectionAndKnowsTheLengthOfSmallResponses() throws Exception {
        try (TestServer server = TestServer.serving(HELLO).start();
                TestClient client = server.connect()) {
            for (int i = 0; i < 100; i++) {
                TestClient.Answer answer = client.get("/" + i).answer();
                assertThat(answer.body()).isEqualTo("hello /" + i);
                assertThat(answer.headers()).containsEntry("content-length", String.valueOf(("hello /" + i).length()));
            }
        }
    }

    @Test
    void closesWhenTheClientAsksForIt() throws Exception {
        try (TestServer server = TestServer.serving(HELLO).start();
                TestClient client = server.connect()) {
            client.send("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(client.answer().headers()).containsEntry("connection", "close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            many.append("POST /").append(i).append(" HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
        }
        try (TestServer server = TestServer.serving((request, response) -> response.write(
                                (request.uri() + new String(request.body().readAllBytes(), ISO_8859_1))
                                        .getBytes(ISO_8859_1)))
                        .start();
                TestClient client = server.connect()) {
            Thread sender = Thread.startVirtualThread(() -> send(client, many.toString()));
            for (int i = 0; i < 500; i++) {
                assertThat(client.answer().body()).isEqualTo("/" + i + "abc");
            }
            sender.join();
        }
    }

    private static void send(TestClient client, String text) {
        try {
            client.send(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readsAHeadThatArrivesByteByByte() throws Exception {
        try (TestServer server = TestServer.serving(HELLO).start();
                TestClient client = server.connect()) {
            for (byte b : "GET /slow HTTP/1.1\r\nX: y\r\n\r\n".getBytes(ISO_8859_1)) {
                client.send(new byte[] {b});
            }
            assertThat(client.answer().body()).isEqualTo("hello /slow");
        }
    }

    @Test
    void letsProtocolsAnswerByThemselves() throws Exception {
        try (TestServer server = TestServer.serving(HELLO).start();
                TestClient client = server.connect()) {
            client.send("PING / HTTP/1.1\r\n\r\nPING / HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\n\r\n");
            assertThat(client.line()).isEqualTo("PONG");
            assertThat(client.line()).isEqualTo("PONG");
            assertThat(client.answer().body()).isEqualTo("hello /x");
            client.send("PING /bye HTTP/1.1\r\n\r\n");
            assertThat(client.rest()).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void runsAsManyRequestsAtOnceAsThereAreCores() throws Exception {
        CyclicBarrier all = new CyclicBarrier(4);
        try (TestServer server = TestServer.serving((request, response) -> {
                            all.await(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                            response.write(new byte[] {'x'});
                        })
                        .start();
                TestClient a = server.connect();
                TestClient b = server.connect();
                TestClient c = server.connect();
                TestClient d = server.connect()) {
            for (TestClient client : Arrays.asList(a, b, c, d)) {
                client.get("/");
            }
            for (TestClient client : Arrays.asList(a, b, c, d)) {
                assertThat(client.answer().body()).isEqualTo("x");
            }
        }
    }

    @Test
    void queuesRequestsBeyondTheCores() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            release.await();
            response.write(request.uri().getBytes(ISO_8859_1));
        });
        builder.threads = 1;
        try (TestServer server = builder.start();
                TestClient first = server.connect();
                TestClient second = server.connect()) {
            first.get("/1");
            Wait.until(() -> server.server.activity().size() == 1);
            second.get("/2");
            Wait.until(() -> server.server.waitingRequests() == 1);
            assertThat(server.server.activity().getFirst().vars()).contains("REQUEST_URI=/1", "REQUEST_METHOD=GET");
            release.countDown();
            assertThat(first.answer().body()).isEqualTo("/1");
            assertThat(second.answer().body()).isEqualTo("/2");
        }
    }

    @Test
    void streamsLargeResponsesToASlowReader() throws Exception {
        byte[] piece = new byte[100_000];
        Arrays.fill(piece, (byte) 'p');
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            for (int i = 0; i < 100; i++) {
                response.write(piece);
            }
        });
        try (TestServer server = builder.start();
                TestClient client = new TestClient(server.listener.port(), 4096)) {
            client.get("/big");
            // The server cannot be done: the client has not read a byte of ten million.
            Wait.until(() -> server.server.activity().size() == 1);
            assertThat(client.answer().body()).hasSize(10_000_000);
            TestServer.Logged logged = server.nextLogged();
            assertThat(logged.bodyBytes()).isEqualTo(10_000_000);
            assertThat(logged.writeErrors()).isZero();
            client.get("/again");
            assertThat(client.answer().body()).hasSize(10_000_000);
        }
    }

    @Test
    void countsAClientThatLeavesInsideItsResponse() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        byte[] piece = new byte[1 << 20];
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            try {
                while (true) {
                    response.write(piece);
                }
            } catch (IOException e) {
                failed.countDown();
                throw e;
            }
        });
        try (TestServer server = builder.start()) {
            TestClient client = new TestClient(server.listener.port(), 4096);
            client.get("/endless");
            assertThat(client.read()).isEqualTo('H');
            client.reset();
            failed.await();
            TestServer.Logged logged = server.nextLogged();
            assertThat(logged.writeErrors()).isEqualTo(1);
            Wait.until(() -> server.server.openConnections() == 0);
            assertThat(server.scoreboard.worker(1).sum(CoreField.WRITE_ERRORS)).isEqualTo(1);
            assertThat(server.scoreboard.worker(1).sum(CoreField.EXCEPTIONS)).isZero();
        }
    }

    @Test
    void givesUpOnAClientThatDoesNotRead() throws Exception {
        byte[] piece = new byte[1 << 20];
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            while (true) {
                response.write(piece);
            }
        });
        builder.timeouts = new RequestTimeouts(50_000_000, 50_000_000, 50_000_000, 50_000_000);
        try (TestServer server = builder.start();
                TestClient client = new TestClient(server.listener.port(), 4096)) {
            client.get("/unread");
            assertThat(server.nextLogged().writeErrors()).isEqualTo(1);
        }
    }

    @Test
    void sendsFilesWithoutCopyingThem(@TempDir Path folder) throws Exception {
        byte[] content = new byte[3_000_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 % 127);
        }
        Path file = Files.write(folder.resolve("file"), content);
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            try (FileChannel channel = FileChannel.open(file)) {
                if (request.uri().equals("/sized")) {
                    response.header("Content-Length", String.valueOf(content.length - 10));
                }
                response.write(channel, 10, content.length - 10);
            }
        });
        String expected = new String(content, 10, content.length - 10, ISO_8859_1);
        try (TestServer server = builder.start();
                TestClient client = new TestClient(server.listener.port(), 8192)) {
            assertThat(client.get("/chunked").answer().body()).isEqualTo(expected);
            TestServer.Logged logged = server.nextLogged();
            assertThat(logged.via()).isEqualTo("sendfile");
            assertThat(logged.bodyBytes()).isEqualTo(content.length - 10);
            TestClient.Answer sized = client.get("/sized").answer();
            assertThat(sized.body()).isEqualTo(expected);
            assertThat(sized.headers()).doesNotContainKey("transfer-encoding");
        }
    }

    @Test
    void sendsNoBodyForHead() throws Exception {
        try (TestServer server = TestServer.serving(HELLO).start();
                TestClient client = server.connect()) {
            client.send("HEAD /head HTTP/1.1\r\n\r\n");
            assertThat(client.answer(false).headers()).containsEntry("content-length", "11");
            assertThat(client.get("/next").answer().body()).isEqualTo("hello /next");
            assertThat(server.nextLogged().bodyBytes()).isZero();
        }
    }

    @Test
    void flushSendsWhatIsThere() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            response.write("first".getBytes(ISO_8859_1));
            response.flush();
            seen.await();
            response.write("second".getBytes(ISO_8859_1));
        });
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.get("/");
            while (!client.line().isEmpty()) {
                continue;
            }
            assertThat(client.line()).isEqualTo("5");
            assertThat(client.line()).isEqualTo("first");
            seen.countDown();
            assertThat(client.line()).isEqualTo("6");
            assertThat(client.line()).isEqualTo("second");
            assertThat(client.line()).isEqualTo("0");
        }
    }

    @Test
    void refusesHeadersThatBreakTheFraming() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            assertThatThrownBy(() -> response.header("A", "b\r\nC: d")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> response.header("A b", "c")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> response.header("", "c")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> response.header("A", "\0")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> response.status(20, null)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> response.status(200, "O\nK")).isInstanceOf(IllegalArgumentException.class);
            response.header("Good", "value");
            assertThat(response.headers()).containsExactly(new Header("Good", "value"));
            assertThat(response.removeHeader("gOOD")).isTrue();
            response.flush();
            assertThatThrownBy(() -> response.header("Late", "x")).isInstanceOf(IllegalStateException.class);
            response.write("fine".getBytes(ISO_8859_1));
        });
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(client.get("/").answer().body()).isEqualTo("fine");
        }
    }

    @Test
    void limitsTheSizeOfTheHeaders() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> response.header("A", "x".repeat(200)));
        builder.options.responseHeadersLimit = 100;
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(client.get("/").answer().status()).isEqualTo(500);
        }
    }

    @Test
    void servesUnixSockets(@TempDir Path folder) throws Exception {
        TestServer.Builder builder = TestServer.serving(HELLO);
        builder.unixPath = folder.resolve("s");
        try (TestServer server = builder.start();
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(builder.unixPath));
            client.write(ByteBuffer.wrap("GET /u HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1)));
            ByteBuffer all = ByteBuffer.allocate(4096);
            while (client.read(all) >= 0) {
                continue;
            }
            assertThat(new String(all.array(), 0, all.position(), ISO_8859_1)).endsWith("hello /u");
            assertThat(server.nextLogged().uri()).isEqualTo("/u");
        }
    }

    @Test
    void refusesWhatIsNoRequest() throws Exception {
        try (TestServer server = TestServer.serving(HELLO).start();
                TestClient client = server.connect()) {
            client.send("nonsense\r\n\r\n" + "x".repeat(100_000));
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
            try (TestClient long1 = server.connect()) {
                long1.send("GET / HTTP/1.1\r\nX: " + "y".repeat(5000));
                assertThat(long1.rest()).startsWith("HTTP/1.1 431 ");
            }
        }
    }

    @Test
    void tellsAClientThatIsTooSlowWithItsHead() throws Exception {
        TestServer.Builder builder = TestServer.serving(HELLO);
        builder.timeouts = new RequestTimeouts(50_000_000, 50_000_000, 50_000_000, 50_000_000);
        try (TestServer server = builder.start();
                TestClient partial = server.connect();
                TestClient silent = server.connect()) {
            partial.send("GET / HT");
            String refusal = partial.rest();
            // A machine under load may not even see the first bytes in time; then the connection just ends.
            assertThat(refusal.isEmpty() || refusal.startsWith("HTTP/1.1 408 ")).isTrue();
            assertThat(silent.rest()).isEmpty();
            Wait.until(() -> server.server.openConnections() == 0);
        }
    }

    @Test
    void closesIdleConnections() throws Exception {
        TestServer.Builder builder = TestServer.serving(HELLO);
        builder.timeouts = new RequestTimeouts(TestServer.TIMEOUT.toNanos(), 20_000_000, 50_000_000, 50_000_000);
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(client.get("/k").answer().status()).isEqualTo(200);
            assertThat(client.rest()).isEmpty();
            Wait.until(() -> server.server.openConnections() == 0);
        }
    }

    @Test
    void interruptsARunningRequest() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        builder.threads = 1;
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(server.server.interrupt(0)).isFalse();
            client.get("/");
            Wait.until(() -> server.server.interrupt(0));
            interrupted.await();
            assertThat(client.answer().status()).isEqualTo(500);
        }
    }

    @Test
    void countsOnTheScoreboard() throws Exception {
        try (TestServer server = TestServer.serving(HELLO).start();
                TestClient client = server.connect()) {
            client.get("/1").answer();
            client.get("/2").answer();
            server.nextLogged();
            TestServer.Logged second = server.nextLogged();
            assertThat(second).isEqualTo(new TestServer.Logged("/2", 200, 8, 0, 0, ""));
            var worker = server.scoreboard.worker(1);
            assertThat(worker.sum(CoreField.REQUESTS)).isEqualTo(2);
            assertThat(worker.sum(CoreField.TX)).isGreaterThan(16);
            assertThat(worker.appRequests(0)).isEqualTo(2);
            assertThat(server.scoreboard.totalRequests()).isEqualTo(2);
            Wait.until(() -> !worker.busy());
        }
    }

    @Test
    void endsAbruptlyEvenWhenRequestsRun() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        TestServer server =
                TestServer.serving((request, response) -> never.await()).start();
        try (TestClient busy = server.connect();
                TestClient idle = server.connect()) {
            busy.get("/");
            Wait.until(() -> server.server.activity().size() == 1);
            server.close();
            assertThat(idle.rest()).isEmpty();
            Wait.until(() -> server.server.openConnections() == 0);
        }
    }
}
