package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.request.RequestBody;
import org.jwsgi.api.request.RequestHandler;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;

@Timeout(60)
class RequestBodyTest {
    private static final RequestHandler ECHO =
            (request, response) -> response.write(request.body().readAllBytes());

    private static final RequestHandler IGNORE = (request, response) -> response.write("ignored".getBytes(ISO_8859_1));

    @Test
    void readsABodyThatArrivesInPieces() throws Exception {
        try (TestServer server = TestServer.serving(ECHO).start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
            Wait.until(() -> server.server.activity().size() == 1);
            client.send("de").send("fghij").get("/next");
            assertThat(client.answer().body()).isEqualTo("abcdefghij");
            assertThat(client.answer().body()).isEmpty();
        }
    }

    @Test
    void readsAChunkedBody() throws Exception {
        try (TestServer server = TestServer.serving(ECHO).start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10");
            Wait.until(() -> server.server.activity().size() == 1);
            client.send("\r\n0123456789abcdef\r\n0\r\n").send("\r\n").get("/next");
            assertThat(client.answer().body()).isEqualTo("abc0123456789abcdef");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void streamsAnUploadThroughASmallWindow() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            byte[] piece = new byte[777];
            long total = 0;
            for (int count = request.body().read(piece);
                    count >= 0;
                    count = request.body().read(piece)) {
                for (int i = 0; i < count; i++) {
                    assertThat(piece[i]).isEqualTo((byte) ((total + i) % 101));
                }
                total += count;
            }
            response.write(Long.toString(total).getBytes(ISO_8859_1));
        });
        byte[] body = new byte[5_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i % 101);
        }
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .send(body);
            assertThat(client.answer().body()).isEqualTo("5000000");
            assertThat(server.nextLogged().readErrors()).isZero();
        }
    }

    @Test
    void doesNotReadAheadOfTheApplication() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            go.await();
            response.write(
                    Integer.toString(request.body().readAllBytes().length).getBytes(ISO_8859_1));
        });
        int length = 50_000_000;
        CountDownLatch sent = new CountDownLatch(1);
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n");
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    client.send(new byte[length]);
                    sent.countDown();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            Wait.until(() -> server.server.activity().size() == 1);
            // Fifty megabytes do not fit into the sockets' buffers, and nobody reads.
            assertThat(sent.getCount()).isEqualTo(1);
            go.countDown();
            assertThat(client.answer().body()).isEqualTo("50000000");
            sender.join();
        }
    }

    @Test
    void splitsLines() throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            RequestBody body = request.body();
            StringBuilder lines = new StringBuilder();
            lines.append(new String(body.readLine(0), ISO_8859_1)).append('|');
            lines.append(new String(body.readLine(2), ISO_8859_1)).append('|');
            lines.append(body.position()).append('|');
            lines.append((char) body.read()).append('|');
            lines.append(new String(body.readLine(0), ISO_8859_1)).append('|');
            lines.append(new String(body.readLine(0), ISO_8859_1)).append('|');
            lines.append(new String(body.readAllBytes(), ISO_8859_1)).append('|');
            lines.append(body.readLine(0).length);
            response.write(lines.toString().getBytes(ISO_8859_1));
        });
        String expected = "one\n|tw|6|o|\n|three\n|four|0";
        String upload = "POST / HTTP/1.1\r\nContent-Length: 18\r\n\r\none\ntwo\nthree\nfour";
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(client.send(upload).answer().body()).isEqualTo(expected);
            assertThat(client.send(upload).answer().body()).isEqualTo(expected);
            assertThat(server.nextLogged().status()).isEqualTo(200);
        }
        builder.options.postBuffering = 4;
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            assertThat(client.send(upload).answer().body()).isEqualTo(expected);
            assertThat(server.nextLogged().status()).isEqualTo(200);
        }
    }

    @Test
    void skipsASmallUnreadBody() throws Exception {
        try (TestServer server = TestServer.serving(IGNORE).start();
                TestClient client = server.connect()) {
            client.send("POST /1 HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000));
            assertThat(client.answer().body()).isEqualTo("ignored");
            client.send("POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("ignored");
            assertThat(client.get("/3").answer().body()).isEqualTo("ignored");
            assertThat(server.nextLogged().readErrors()).isZero();
        }
    }

    @Test
    void closesBehindALargeUnreadBody() throws Exception {
        try (TestServer server = TestServer.serving(IGNORE).start();
                TestClient client = server.connect()) {
            client.send("POST /1 HTTP/1.1\r\nContent-Length: 500000\r\n\r\n" + "x".repeat(300_000));
            TestClient.Answer answer = client.answer();
            assertThat(answer.body()).isEqualTo("ignored");
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(client.rest()).isEmpty();
            assertThat(server.nextLogged().status()).isEqualTo(200);
        }
    }

    @Test
    void invitesTheBodyWhenTheApplicationReads() throws Exception {
        try (TestServer server = TestServer.serving(ECHO).start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(client.line()).isEmpty();
            client.send("abc");
            assertThat(client.answer().body()).isEqualTo("abc");
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            assertThat(server.nextLogged().readErrors()).isZero();
        }
    }

    @Test
    void closesWhenTheInvitationIsNotGiven() throws Exception {
        try (TestServer server = TestServer.serving(IGNORE).start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().headers()).containsEntry("connection", "close");
            assertThat(client.rest()).isEmpty();
            assertThat(server.nextLogged().readErrors()).isZero();
        }
    }

    @Test
    void refusesABodyBeyondTheLimit() throws Exception {
        TestServer.Builder builder = TestServer.serving(ECHO);
        builder.options.limitPost = 4;
        try (TestServer server = builder.start()) {
            try (TestClient client = server.connect()) {
                client.send("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd");
                assertThat(client.answer().body()).isEqualTo("abcd");
                client.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde");
                assertThat(client.answer().status()).isEqualTo(413);
                assertThat(client.rest()).isEmpty();
            }
            try (TestClient client = server.connect()) {
                client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
                assertThat(client.answer().status()).isEqualTo(413);
            }
        }
    }

    @Test
    void tellsTheApplicationThatTheClientLeft() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            assertThatThrownBy(() -> request.body().readAllBytes()).isInstanceOf(IOException.class);
            told.countDown();
        });
        try (TestServer server = builder.start()) {
            try (TestClient client = server.connect()) {
                client.send("POST /left HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
                Wait.until(() -> server.server.activity().size() == 1);
            }
            told.await();
            assertThat(server.nextLogged().readErrors()).isEqualTo(1);
            Wait.until(() -> server.server.openConnections() == 0);
            assertThat(server.scoreboard.worker(1).sum(CoreField.READ_ERRORS)).isEqualTo(1);
        }
    }

    @Test
    void answers408WhenTheBodyDoesNotCome() throws Exception {
        TestServer.Builder builder = TestServer.serving(ECHO);
        builder.timeouts =
                new RequestTimeouts(200_000_000, TestServer.TIMEOUT.toNanos(), TestServer.TIMEOUT.toNanos(), 1);
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.rest()).isEmpty();
            assertThat(server.nextLogged().readErrors()).isEqualTo(1);
        }
    }

    @Test
    void buffersBodiesAndSpillsLargeOnes(@TempDir Path folder) throws Exception {
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            RequestBody body = request.body();
            byte[] first = body.readAllBytes();
            body.seek(0);
            byte[] second = body.readAllBytes();
            body.seek(1);
            assertThat(body.read()).isEqualTo(first[1]);
            assertThat(second).isEqualTo(first);
            assertThat(body.length()).isEqualTo(first.length);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
            response.write(first);
        });
        builder.options.postBuffering = 1000;
        builder.temporaryFolder = folder;
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            for (int length : new int[] {2, 999, 1000, 100_000}) {
                String body = "0123456789".repeat(length / 10 + 1).substring(0, length);
                client.send("POST / HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n" + body);
                assertThat(client.answer().body()).isEqualTo(body);
            }
            client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + "y".repeat(2000)
                    + "\r\n0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("y".repeat(2000));
            assertThat(server.nextLogged().status()).isEqualTo(200);
        }
    }

    @Test
    void answers507WhenTheBodyCannotBeKept(@TempDir Path folder) throws Exception {
        TestServer.Builder builder = TestServer.serving(ECHO);
        builder.options.postBuffering = 10;
        builder.temporaryFolder = folder.resolve("missing");
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n01234567890123456789");
            assertThat(client.answer().status()).isEqualTo(507);
            assertThat(server.nextLogged().status()).isEqualTo(507);
        }
    }

    @Test
    void refusesABrokenChunk() throws Exception {
        try (TestServer server = TestServer.serving(ECHO).start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
            assertThat(server.nextLogged().status()).isEqualTo(400);
        }
    }
}
