package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jwsgi.api.request.RequestHandler;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

@Timeout(60)
class RequestServerLifeTest {
    private static RequestHandler saying(String text) {
        return (request, response) -> response.write(text.getBytes(ISO_8859_1));
    }

    @Test
    void drainsWhileRequestsRun() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            if (request.uri().equals("/long")) {
                go.await();
            }
            response.write("done".getBytes(ISO_8859_1));
        });
        builder.timeouts = new RequestTimeouts(
                TestServer.TIMEOUT.toNanos(),
                TestServer.TIMEOUT.toNanos(),
                1_000_000_000,
                TestServer.TIMEOUT.toNanos());
        builder.threads = 1;
        try (TestServer server = builder.start();
                TestClient busy = server.connect();
                TestClient queued = server.connect();
                TestClient idle = server.connect()) {
            assertThat(idle.get("/").answer().body()).isEqualTo("done");
            busy.get("/long");
            Wait.until(() -> server.server.activity().size() == 1);
            queued.get("/queued");
            Wait.until(() -> server.server.waitingRequests() == 1);
            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> drain(server));
            Wait.until(() -> server.scoreboard.worker(1).get(WorkerField.ACCEPTING) == 0);
            go.countDown();
            assertThat(busy.answer().body()).isEqualTo("done");
            TestClient.Answer last = queued.answer();
            assertThat(last.body()).isEqualTo("done");
            assertThat(last.headers()).containsEntry("connection", "close");
            assertThat(queued.rest()).isEmpty();
            // An idle connection may still bring a request that was on its way.
            assertThat(idle.get("/late").answer().headers()).containsEntry("connection", "close");
            assertThat(drained.join()).isTrue();
            assertThat(server.server.openConnections()).isZero();
        }
    }

    @Test
    void drainClosesIdleConnections() throws Exception {
        try (TestServer server = TestServer.serving(saying("x")).start();
                TestClient idle = server.connect()) {
            assertThat(idle.get("/").answer().body()).isEqualTo("x");
            assertThat(drain(server)).isTrue();
            assertThat(idle.rest()).isEmpty();
        }
    }

    @Test
    void drainGivesUpInTime() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (TestServer server =
                        TestServer.serving((request, response) -> never.await()).start();
                TestClient busy = server.connect()) {
            busy.get("/");
            Wait.until(() -> server.server.activity().size() == 1);
            assertThat(server.server.drain(Duration.ofMillis(10))).isFalse();
        }
    }

    /** Servers follow each other on one socket, as workers do that are recycled, under clients that never pause. */
    @Test
    void noConnectionIsLostWhileServersComeAndGo() throws Exception {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        try (TestServer first = TestServer.serving(saying("x")).start()) {
            List<Thread> clients = IntStream.range(0, 3)
                    .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                        while (!over.get()) {
                            try (TestClient client = first.connect()) {
                                client.get("/").answer();
                            } catch (Exception e) {
                                failures.add(e.toString());
                            }
                        }
                    }))
                    .toList();
            assertThat(drain(first)).isTrue();
            first.server.close();
            for (int round = 0; round < 500; round++) {
                try (TestServer successor = shared(first)) {
                    successor.nextLogged();
                    assertThat(drain(successor)).isTrue();
                    int answered = successor.logged.size();
                    successor.server.close();
                    assertThat(successor.logged).as("taken, but not waited for").hasSize(answered);
                }
            }
            over.set(true);
            try (TestServer last = shared(first)) {
                for (Thread client : clients) {
                    client.join(TestServer.TIMEOUT);
                }
                assertThat(drain(last)).isTrue();
            }
        }
        assertThat(failures).isEmpty();
    }

    private static TestServer shared(TestServer first) {
        TestServer.Builder builder = TestServer.serving(saying("x"));
        builder.shared = first;
        return builder.start();
    }

    private static boolean drain(TestServer server) {
        try {
            return server.server.drain(TestServer.TIMEOUT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void leavesTheListeningSocketToOthersWhenItEnds() throws Exception {
        try (TestServer first = TestServer.serving(saying("first")).start()) {
            TestServer.Builder second = TestServer.serving(saying("second"));
            second.shared = first;
            first.server.close();
            try (TestServer successor = second.start();
                    TestClient client = successor.connect()) {
                assertThat(client.get("/").answer().body()).isEqualTo("second");
            }
        }
    }

    @Test
    void pausesAndResumes() throws Exception {
        try (TestServer server = TestServer.serving(saying("x")).start();
                TestClient early = server.connect()) {
            assertThat(early.get("/").answer().body()).isEqualTo("x");
            server.server.pause();
            try (TestClient late = server.connect()) {
                late.get("/");
                assertThat(early.get("/").answer().body()).isEqualTo("x");
                assertThat(server.server.openConnections()).isEqualTo(1);
                server.server.resume();
                assertThat(late.answer().body()).isEqualTo("x");
            }
        }
    }

    @Test
    void aBusyWorkerLeavesConnectionsToOthers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        TestServer.Builder busyBuilder = TestServer.serving((request, response) -> {
            response.write("busy".getBytes(ISO_8859_1));
            response.flush();
            never.await();
        });
        busyBuilder.threads = 1;
        busyBuilder.sharedListeners = true;
        try (TestServer busy = busyBuilder.start();
                TestClient occupying = busy.connect()) {
            occupying.get("/");
            Wait.until(() -> busy.server.activity().size() == 1);
            TestServer.Builder freeBuilder = TestServer.serving(saying("free"));
            freeBuilder.threads = 1;
            freeBuilder.sharedListeners = true;
            freeBuilder.shared = busy;
            try (TestServer free = freeBuilder.start()) {
                for (int i = 0; i < 50; i++) {
                    try (TestClient client = free.connect()) {
                        client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
                        assertThat(client.answer().body()).isEqualTo("free");
                    }
                }
            }
            assertThat(busy.server.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void aWorkerThatBecomesFreeTakesWhatWaits() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            if (request.uri().equals("/wait")) {
                go.await();
            }
            response.write(request.uri().getBytes(ISO_8859_1));
        });
        builder.threads = 1;
        builder.sharedListeners = true;
        try (TestServer server = builder.start();
                TestClient first = server.connect()) {
            first.get("/wait");
            Wait.until(() -> server.server.activity().size() == 1);
            try (TestClient second = server.connect();
                    TestClient third = server.connect()) {
                second.get("/2");
                third.get("/3");
                assertThat(server.server.openConnections()).isEqualTo(1);
                go.countDown();
                assertThat(first.answer().body()).isEqualTo("/wait");
                assertThat(second.answer().body()).isEqualTo("/2");
                assertThat(third.answer().body()).isEqualTo("/3");
            }
        }
    }

    @Test
    void survivesAStorm() throws Exception {
        TestServer.Builder builder = TestServer.serving(
                (request, response) -> response.write(request.body().readAllBytes()));
        builder.threads = 3;
        try (TestServer server = builder.start()) {
            Thread[] clients = new Thread[8];
            CompletableFuture<Throwable> failed = new CompletableFuture<>();
            for (int i = 0; i < clients.length; i++) {
                int number = i;
                clients[i] = Thread.startVirtualThread(() -> storm(server, number, failed));
            }
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failed.getNow(null)).isNull();
            Wait.until(() -> server.server.openConnections() == 0);
        }
    }

    private static void storm(TestServer server, int number, CompletableFuture<Throwable> failed) {
        try {
            for (int round = 0; round < 60; round++) {
                try (TestClient client = server.connect()) {
                    int length = (number * 7919 + round * 104_729) % 50_000;
                    String body = "z".repeat(length);
                    String last = round % 3 == 0 ? "Connection: close\r\n" : "";
                    client.send("POST / HTTP/1.1\r\n" + last + "Content-Length: " + length + "\r\n\r\n" + body);
                    assertThat(client.answer().body()).isEqualTo(body);
                    if (round % 3 == 1) {
                        client.get("/").get("/");
                        assertThat(client.answer().status()).isEqualTo(200);
                        client.reset();
                    } else if (round % 3 == 2) {
                        client.send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
                        client.reset();
                    }
                }
            }
        } catch (Throwable t) {
            failed.complete(t);
        }
    }

    @Test
    void leavesNoDescriptorBehind() throws Exception {
        // The first server loads what stays open for the life of the process.
        serveOnce();
        int before = openDescriptors();
        for (int i = 0; i < 20; i++) {
            serveOnce();
        }
        Wait.until(() -> openDescriptors() <= before);
    }

    private static void serveOnce() throws Exception {
        TestServer.Builder builder = TestServer.serving(
                (request, response) -> response.write(request.body().readAllBytes()));
        builder.options.postBuffering = 10;
        builder.temporaryFolder = Path.of(System.getProperty("java.io.tmpdir"));
        try (TestServer server = builder.start();
                TestClient kept = server.connect();
                TestClient cut = server.connect();
                TestClient refused = server.connect()) {
            kept.send("POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n01234567890123456789");
            assertThat(kept.answer().body()).isEqualTo("01234567890123456789");
            cut.send("POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n0123456789");
            Wait.until(() -> server.server.activity().size() == 1);
            cut.reset();
            server.nextLogged();
            server.nextLogged();
            refused.send("bad\r\n\r\n");
            assertThat(refused.rest()).startsWith("HTTP/1.1 400");
        }
    }

    private static int openDescriptors() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? 0 : names.length;
    }
}
