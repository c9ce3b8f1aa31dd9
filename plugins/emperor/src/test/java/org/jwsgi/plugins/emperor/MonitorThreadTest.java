package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.StreamingMonitor;
import org.jwsgi.api.emperor.VassalCommands;
import org.jwsgi.api.emperor.VassalSpec;

/** What a monitor does stays with it. */
final class MonitorThreadTest {
    private static final VassalSpec A = VassalSpec.of("a.ini", Instant.EPOCH);
    private static final VassalSpec B = VassalSpec.of("b.ini", Instant.EPOCH);

    private final RecordingLogger log = new RecordingLogger();
    private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
    private final LinkedBlockingQueue<MonitorThread> changes = new LinkedBlockingQueue<>();
    private final MonitorThread thread = new MonitorThread(
            "third-party", Duration.ofMillis(100), now::get, log, changes::add, name -> name.equals("a.ini"));

    @AfterEach
    void close() {
        thread.close();
    }

    private void run(ImperialMonitor monitor) {
        thread.adopt(monitor, "test://x");
        thread.start();
    }

    private void awaitChange() throws InterruptedException {
        assertThat(changes.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    private interface Scan {
        Collection<VassalSpec> scan() throws MonitorException, InterruptedException;
    }

    private record Polling(Scan body, CountDownLatch closed) implements PollingMonitor {
        @Override
        public Collection<VassalSpec> scan() throws MonitorException, InterruptedException {
            return body.scan();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private static Polling polling(Scan body) {
        return new Polling(body, new CountDownLatch(1));
    }

    @Test
    void survives_whatever_a_monitor_throws() throws Exception {
        LinkedBlockingQueue<Throwable> throwing = new LinkedBlockingQueue<>(List.of(
                new StackOverflowError("deep"), new IllegalStateException("bug"), new NoSuchMethodError("old")));
        run(polling(() -> {
            Throwable next = throwing.poll();
            switch (next) {
                case null -> {}
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new AssertionError(next);
            }
            return List.of(A);
        }));
        awaitChange();
        assertThat(thread.wanted()).hasValueSatisfying(set -> assertThat(set).containsOnlyKeys("a.ini"));
        assertThat(log.lines().stream().filter(line -> line.contains("is broken")))
                .hasSize(3);
        assertThat(log.lines().getLast()).contains("imperial monitor test://x works again");
        assertThat(thread.stats()).containsEntry("state", "ok").containsEntry("plugin", "third-party");
    }

    @Test
    void names_a_monitor_that_does_not_answer_once() throws Exception {
        CountDownLatch scanning = new CountDownLatch(1);
        run(polling(() -> {
            scanning.countDown();
            new CountDownLatch(1).await();
            return List.of();
        }));
        assertThat(scanning.await(30, TimeUnit.SECONDS)).isTrue();
        thread.look();
        assertThat(log.lines()).isEmpty();
        now.addAndGet(61_000);
        thread.look();
        thread.look();
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("test://x (plugin third-party) has not answered for 61");
        assertThat(thread.stats()).containsEntry("state", "stuck");
    }

    @Test
    void passes_on_what_a_stream_says_and_keeps_it_when_it_breaks() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        run(new StreamingMonitor() {
            private boolean again;

            @Override
            public void run(VassalCommands vassals) throws MonitorException, InterruptedException {
                if (again) {
                    broken.countDown();
                    new CountDownLatch(1).await();
                }
                again = true;
                vassals.put(A);
                vassals.put(B);
                if (vassals.isKnown("a.ini")) {
                    vassals.remove("b.ini");
                }
                throw new MonitorException("connection lost");
            }

            @Override
            public void close() {}
        });
        assertThat(broken.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.wanted()).hasValueSatisfying(set -> assertThat(set).containsOnlyKeys("a.ini"));
        assertThat(log.lines()).contains("ERROR [emperor] imperial monitor test://x: connection lost");
    }

    @Test
    void closes_a_monitor_that_is_at_work_and_interrupts_what_it_left() throws Exception {
        CountDownLatch scanning = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(2);
        Polling monitor = polling(() -> {
            scanning.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
            return List.of();
        });
        thread.background("left behind", () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        run(monitor);
        assertThat(scanning.await(30, TimeUnit.SECONDS)).isTrue();
        thread.close();
        assertThat(monitor.closed().await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(changes).isEmpty();
    }

    @Test
    void tells_only_of_sets_that_differ() throws Exception {
        CountDownLatch scans = new CountDownLatch(5);
        run(polling(() -> {
            scans.countDown();
            return scans.getCount() > 2 ? List.of(A) : List.of(A, B);
        }));
        awaitChange();
        awaitChange();
        assertThat(scans.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(changes).isEmpty();
        assertThat(thread.takeFresh()).isTrue();
        assertThat(thread.takeFresh()).isFalse();
    }

    @Test
    void scans_not_before_it_is_woken_while_changes_arrive() throws Exception {
        LinkedBlockingQueue<Long> moments = new LinkedBlockingQueue<>();
        Duration hold = Duration.ofMillis(700);
        run(polling(() -> {
            moments.add(System.nanoTime());
            thread.waitForWakeUp(hold);
            return List.of(A);
        }));
        long first = Objects.requireNonNull(moments.poll(30, TimeUnit.SECONDS));
        long second = Objects.requireNonNull(moments.poll(30, TimeUnit.SECONDS));
        assertThat(second - first).isGreaterThanOrEqualTo(hold.toNanos());
    }

    @Test
    void is_woken_out_of_its_wait_for_changes() throws Exception {
        CountDownLatch scans = new CountDownLatch(2);
        run(polling(() -> {
            scans.countDown();
            thread.waitForWakeUp(Duration.ofHours(1));
            return List.of(A);
        }));
        awaitChange();
        thread.wakeUp();
        assertThat(scans.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
