package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jwsgi.api.request.Request;
import org.jwsgi.api.request.RequestHandler;
import org.jwsgi.api.watch.Fate;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.api.watch.RequestWatch;
import org.jwsgi.api.watch.WorkerSnapshot.BusyCore;
import org.jwsgi.kernel.supervise.BusyCores;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;

/** Deadlines of requests, and what is done to those that miss them. */
@Timeout(60)
class RequestDeadlineTest {
    private static final Duration LIMIT = Duration.ofSeconds(100);

    private final CountDownLatch go = new CountDownLatch(1);

    @Test
    void everyRequestHasADeadlineOfItsOwnAndTakesItAlong() throws Exception {
        try (TestServer server = start(LIMIT, (request, response) -> go.await());
                TestClient first = server.connect();
                TestClient second = server.connect()) {
            long before = Scoreboard.now();
            first.get("/");
            second.get("/");
            Wait.until(() -> busy(server).size() == 2);
            // A core is busy first, gets its deadline next and its app last.
            Wait.until(() -> busy(server).stream().allMatch(core -> core.deadline() != 0 && core.app() == 0));
            assertThat(busy(server))
                    .allSatisfy(core -> assertThat(core.deadline())
                            .isBetween(before + LIMIT.toMillis(), Scoreboard.now() + LIMIT.toMillis()));
            go.countDown();
            Wait.until(() -> busy(server).isEmpty());
            assertThat(server.scoreboard.worker(1).core(0).get(CoreField.DEADLINE))
                    .isZero();
            assertThat(server.scoreboard.worker(1).core(1).get(CoreField.DEADLINE))
                    .isZero();
        }
    }

    @Test
    void theEarlierDeadlineCountsAndZeroLiftsTheRequestsOwn() throws Exception {
        CountDownLatch set = new CountDownLatch(1);
        RequestHandler handler = (request, response) -> {
            request.deadline(Duration.ofSeconds(50));
            set.countDown();
            go.await();
            request.deadline(Duration.ZERO);
            response.write("x".getBytes(ISO_8859_1));
        };
        try (TestServer server = start(LIMIT, handler);
                TestClient client = server.connect()) {
            client.get("/");
            set.await();
            long deadline = busy(server).getFirst().deadline();
            assertThat(deadline - Scoreboard.now()).isBetween(0L, 50_000L);
            go.countDown();
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(server.scoreboard.worker(1).core(0).get(CoreField.USER_DEADLINE))
                    .isZero();
        }
    }

    @Test
    void bufferingABodyGivesTheWholeTimeAgainWithEveryRead() throws Exception {
        RequestHandler handler = (request, response) -> response.write("x".getBytes(ISO_8859_1));
        TestServer.Builder builder = TestServer.serving(handler);
        builder.options.postBuffering = 1024;
        builder.watches = watches(LIMIT);
        try (TestServer server = builder.start();
                TestClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n");
            Wait.until(() -> !busy(server).isEmpty() && busy(server).getFirst().deadline() != 0);
            long first = busy(server).getFirst().deadline();
            Wait.until(() -> Scoreboard.now() > first - LIMIT.toMillis() + 5);
            client.send("a");
            Wait.until(() -> busy(server).getFirst().deadline() > first);
            client.send("b");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestThatYieldsToTheInterruptIsAnsweredWith504() throws Exception {
        RequestHandler handler = (request, response) -> {
            response.status(200, null);
            response.write("half".getBytes(ISO_8859_1));
            if (request.uri().equals("/swallow")) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    response.write("as if nothing had happened".getBytes(ISO_8859_1));
                }
            } else if (request.uri().equals("/wait")) {
                go.await();
            }
        };
        try (TestServer server = start(LIMIT, handler)) {
            for (String path : List.of("/wait", "/swallow")) {
                try (TestClient client = server.connect()) {
                    client.get(path);
                    Wait.until(() -> !busy(server).isEmpty());
                    server.server.overdue(order(late(server), true, false));
                    assertThat(client.answer().status()).isEqualTo(504);
                    assertThat(client.rest()).isEmpty();
                    assertThat(server.nextLogged().status()).isEqualTo(504);
                }
            }
            try (TestClient client = server.connect()) {
                assertThat(client.get("/fine").answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aRequestThatDoesNotYieldIsAnsweredInItsStead() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        RequestHandler handler = (request, response) -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
            response.write("too late".getBytes(ISO_8859_1));
        };
        try (TestServer server = start(LIMIT, handler);
                TestClient client = server.connect()) {
            client.get("/");
            Wait.until(() -> !busy(server).isEmpty());
            server.server.overdue(order(late(server), true, false));
            server.server.overdue(order(late(server), false, true));
            TestClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).isEqualTo("Gateway Timeout");
            stop.set(true);
            assertThat(client.rest()).isEmpty();
            assertThat(server.nextLogged().status()).isEqualTo(504);
        }
    }

    @Test
    void whoeverCameAfterTheLateRequestIsLeftAlone() throws Exception {
        try (TestServer server = start(LIMIT, (request, response) -> {
                    go.await();
                    response.write("x".getBytes(ISO_8859_1));
                });
                TestClient client = server.connect()) {
            client.get("/");
            Wait.until(() -> !busy(server).isEmpty());
            LateRequest earlier = new LateRequest(0, late(server).startMicros() - 1);
            server.server.overdue(order(earlier, true, true));
            go.countDown();
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void watchesSeeWhatWasThrownAndDecideAboutTheWorker() throws Exception {
        ConcurrentLinkedQueue<Fate> fates = new ConcurrentLinkedQueue<>();
        RequestWatch failing = new RequestWatch() {
            @Override
            public Fate ended(Request request, @Nullable Throwable thrown) {
                if (thrown == null) {
                    return Fate.STAY;
                }
                throw new IllegalStateException("a broken watch");
            }
        };
        RequestWatch counting = new RequestWatch() {
            @Override
            public Fate ended(Request request, @Nullable Throwable thrown) {
                return thrown == null ? Fate.RETIRE : Fate.FAIL;
            }
        };
        TestServer.Builder builder = TestServer.serving((request, response) -> {
            if (request.uri().equals("/throw")) {
                throw new IllegalStateException("on purpose");
            }
            response.write("x".getBytes(ISO_8859_1));
        });
        builder.watches = new RequestWatches(List.of(failing, counting), fates::add);
        try (TestServer server = builder.start()) {
            List<String> paths = List.of("/", "/throw", "/");
            for (int i = 0; i < paths.size(); i++) {
                int ended = i + 1;
                try (TestClient client = server.connect()) {
                    client.get(paths.get(i)).answer();
                    // The watches hear of a request last; the next one may run on another core.
                    Wait.until(() -> fates.size() == ended);
                }
            }
            assertThat(fates).containsExactly(Fate.RETIRE, Fate.FAIL, Fate.RETIRE);
        }
    }

    private TestServer start(Duration limit, RequestHandler handler) {
        TestServer.Builder builder = TestServer.serving(handler);
        builder.watches = watches(limit);
        return builder.start();
    }

    private static RequestWatches watches(Duration limit) {
        RequestWatch watch = new RequestWatch() {
            @Override
            public Duration timeLimit() {
                return limit;
            }

            @Override
            public boolean watchesDeadlines() {
                return true;
            }
        };
        return new RequestWatches(List.of(watch), _ -> {});
    }

    private static List<BusyCore> busy(TestServer server) {
        return BusyCores.of(server.scoreboard.worker(1), server.scoreboard.cores());
    }

    private static LateRequest late(TestServer server) {
        return busy(server).getFirst().request();
    }

    private static ControlMessage.Overdue order(LateRequest late, boolean interrupt, boolean answer) {
        return new ControlMessage.Overdue(1, false, interrupt, answer, List.of(late));
    }
}
