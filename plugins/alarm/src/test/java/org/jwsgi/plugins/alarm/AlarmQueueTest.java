package org.jwsgi.plugins.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jwsgi.plugins.alarm.Waiting.until;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;

class AlarmQueueTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RecordingLogger log = new RecordingLogger();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private AlarmQueue queue = new AlarmQueue(
            AlarmDefinition.parse("ops test:x"), m -> told.add(m.text()), 3, Duration.ofSeconds(60), log);

    private void deliver() {
        Thread unused = Thread.ofPlatform().daemon().start(queue::run);
    }

    private void with(Alarm alarm) {
        queue = new AlarmQueue(AlarmDefinition.parse("ops test:x"), alarm, 3, Duration.ofSeconds(60), log);
    }

    private void add(String message, long second) {
        queue.add(message.getBytes(UTF_8), second * SECOND);
    }

    @AfterEach
    void end() {
        queue.close();
    }

    @Test
    void the_same_message_is_told_again_after_three_seconds_or_after_another() {
        add("hello", 10);
        add("hello", 12);
        add("other", 12);
        add("hello", 12);
        add("hello", 14);
        add("hello", 15);
        deliver();

        until(() -> told.size() == 4);
        assertThat(told).containsExactly("hello", "other", "hello", "hello");
        assertThat(queue.stats()).containsEntry("repeated", 2L).containsEntry("delivered", 4L);
    }

    @Test
    void what_a_slow_alarm_cannot_take_is_dropped_and_told_once_for_the_burst() {
        with(message -> {
            gate.await();
            told.add(message.text());
        });
        for (int i = 0; i < 1000; i++) {
            add("message " + i, 1);
        }
        queue.tick();
        assertThat(log.lines()).isEmpty(); // the burst may go on
        queue.tick();
        queue.tick();

        assertThat(log.lines())
                .containsExactly("WARN [jwsgi-alarm] alarm \"ops\": lost messages (count: 744, reason: they came faster"
                        + " than it delivers)");
        deliver();
        gate.countDown();
        until(() -> told.size() == AlarmQueue.MOST_MESSAGES);
        assertThat(told).endsWith("message 255");
    }

    @Test
    void long_messages_do_not_fill_the_memory() {
        for (int i = 0; i < 100; i++) {
            add(i + "x".repeat(65_000), 1);
        }

        assertThat(queue.stats()).containsEntry("queued", 16).containsEntry("dropped", 84L);
    }

    @Test
    void a_burst_without_an_end_is_told_from_time_to_time() {
        for (int second = 0; second < 30; second++) {
            for (int i = 0; i < 300; i++) {
                add(second + " " + i, second);
            }
            queue.tick();
        }

        assertThat(log.lines()).hasSize(3);
    }

    @Test
    void a_failure_is_told_once_and_the_next_message_is_tried() {
        with(message -> {
            told.add(message.text());
            throw new IOException("no route");
        });
        add("one", 1);
        add("two", 1);
        deliver();

        until(() -> Long.valueOf(2).equals(queue.stats().get("failed")));
        assertThat(told).containsExactly("one", "two");
        assertThat(log.lines()).containsExactly("ERROR [jwsgi-alarm] cannot raise alarm \"ops\": no route");
    }

    @Test
    void a_mistake_in_an_alarm_does_not_end_its_thread() {
        with(message -> {
            told.add(message.text());
            throw new IllegalStateException("broken");
        });
        add("one", 1);
        add("two", 1);
        deliver();

        until(() -> told.size() == 2);
    }

    @Test
    void a_library_that_is_missing_is_told_and_the_next_message_is_tried() {
        with(message -> {
            told.add(message.text());
            if (message.text().equals("one")) {
                throw new NoClassDefFoundError("org/example/Mail");
            }
        });
        add("one", 1);
        add("two", 1);
        deliver();

        until(() -> Long.valueOf(1).equals(queue.stats().get("delivered")));
        assertThat(told).containsExactly("one", "two");
        assertThat(queue.stats()).containsEntry("failed", 1L);
        assertThat(log.lines())
                .containsExactly("ERROR [jwsgi-alarm] cannot raise alarm \"ops\": java.lang.NoClassDefFoundError:"
                        + " org/example/Mail");
    }

    @Test
    void nobody_waits_for_a_delivery_whose_thread_ended() {
        with(message -> {
            throw new OutOfMemoryError("test");
        });
        add("one", 1);
        Thread thread = Thread.ofPlatform()
                .daemon()
                .uncaughtExceptionHandler((_, error) -> told.add(error.toString()))
                .start(queue::run);

        until(() -> !thread.isAlive());
        assertThat(told).containsExactly("java.lang.OutOfMemoryError: test");
        assertThat(queue.idle()).isTrue();
    }

    @Test
    void a_delivery_that_sees_to_no_limit_is_interrupted() {
        queue = new AlarmQueue(
                AlarmDefinition.parse("ops test:x"),
                message -> {
                    told.add(message.text());
                    if (message.text().equals("one")) {
                        gate.await();
                    }
                },
                3,
                Duration.ofSeconds(1).minus(AlarmQueue.GRACE),
                log);
        add("one", 1);
        add("two", 1);
        deliver();

        until(() -> {
            queue.tick();
            return told.contains("two");
        });
    }

    @Test
    void what_waits_at_the_end_is_told() {
        add("one", 1);
        add("two", 1);
        queue.close();

        assertThat(log.lines())
                .containsExactly(
                        "WARN [jwsgi-alarm] alarm \"ops\": lost messages (count: 2, reason: the instance ends)");
        add("three", 1);
        assertThat(queue.stats()).containsEntry("queued", 0);
    }

    @Test
    void a_message_knows_its_alarm_and_limit() {
        List<AlarmMessage> messages = new CopyOnWriteArrayList<>();
        with(messages::add);
        add("line\n", 1);
        deliver();

        until(() -> messages.size() == 1);
        assertThat(messages.getFirst().limit()).isEqualTo(Duration.ofSeconds(60));
        assertThat(messages.getFirst()).hasToString("ops: line");
    }
}
