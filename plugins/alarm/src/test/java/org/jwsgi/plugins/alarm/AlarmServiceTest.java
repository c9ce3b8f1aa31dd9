package org.jwsgi.plugins.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jwsgi.plugins.alarm.Waiting.until;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.master.FakeMasterContext;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Spelled;

class AlarmServiceTest {
    private final FakeMasterContext master = new FakeMasterContext().with(new Bell());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final CountDownLatch gate = new CountDownLatch(1);
    private @Nullable AlarmService service;

    private final class Bell implements AlarmProvider {
        @Override
        public String name() {
            return "bell";
        }

        @Override
        public Alarm create(String argument, MasterContext context) {
            if (argument.equals("bad")) {
                throw new AlarmSetupException("no such bell");
            }
            return new Alarm() {
                @Override
                public void raise(AlarmMessage message) throws InterruptedException {
                    if (argument.equals("slow")) {
                        gate.await();
                    }
                    told.add(argument + ' ' + message.line());
                }

                @Override
                public boolean wrote(String line) {
                    return line.startsWith("bell:");
                }
            };
        }
    }

    private static AlarmOptions options(List<Spelled> rules, List<String> fds, List<String> backlog, boolean cheap) {
        return new AlarmOptions(
                List.of("a bell:A", "b bell:B", "a bell:second", "slow bell:slow"),
                rules,
                fds,
                backlog,
                List.of("b"),
                Duration.ofSeconds(3),
                new ByteSize(50),
                cheap ? Optional.of("true") : Optional.empty(),
                Duration.ofSeconds(60));
    }

    private AlarmService start(AlarmOptions options) {
        AlarmService started = new AlarmService(master, options, clock::get);
        service = started;
        started.start();
        return started;
    }

    private void rules(boolean cheap, Spelled... rules) {
        start(options(List.of(rules), List.of(), List.of(), cheap));
    }

    private static Spelled rule(String text) {
        return new Spelled("log-alarm", text);
    }

    private void awaitTold(String... lines) {
        until(() -> told.size() >= lines.length);
        assertThat(told).containsExactlyInAnyOrder(lines);
    }

    @AfterEach
    void end() {
        if (service != null) {
            service.close();
            service.close();
        }
    }

    @Test
    void rules_are_looked_at_in_order_until_a_negative_one_matches() {
        rules(false, rule("a ^TRIG"), new Spelled("not-log-alarm", "a harmless"), new Spelled("alarm-log", "a,b TRIG"));
        master.logged("TRIG harmless\n");
        master.logged("xx TRIG harmless\n");
        master.logged("xx TRIG\n");

        awaitTold("A TRIG harmless", "A xx TRIG", "B xx TRIG");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[uwsgi-alarm] x TRIG",
                "[jwsgi-alarm c1] TRIG",
                "Sat Nov 21 09:06:08 2026 - [jwsgi-alarm] TRIG",
                "bell: TRIG"
            })
    void what_alarms_log_raises_none(String line) {
        rules(false, rule("a TRIG"));
        master.logged(line + "\n");
        master.logged("TRIG\n");

        awaitTold("A TRIG");
    }

    @Test
    void only_the_beginning_of_a_line_is_looked_at() {
        rules(false, rule("a TRIG"), rule("b ^x+$"));
        master.logged("x".repeat(LogWatch.LONGEST) + "TRIG\n");

        until(() -> told.size() == 1);
        assertThat(told.getFirst()).startsWith("B xxx");
    }

    @Test
    void messages_of_others_have_limits_and_those_of_lines_only_when_cheap() {
        rules(false, rule("a TRIG"));
        master.happen(new InstanceEvent.AlarmRaised("a", "x", 0));
        master.happen(new InstanceEvent.AlarmRaised("a", "y".repeat(51), 0));
        master.happen(new InstanceEvent.AlarmRaised("a", "y".repeat(50), 0));
        master.logged("TRIG " + "z".repeat(60) + "\n");

        awaitTold("A " + "y".repeat(50), "A TRIG " + "z".repeat(60));
    }

    @Test
    void cheap_lines_have_limits() {
        rules(true, rule("a TRIG"));
        master.logged("TRIG " + "z".repeat(60) + "\n");
        master.logged("TRIG\n");

        awaitTold("A TRIG");
    }

    @Test
    void an_unknown_alarm_is_told_once() {
        rules(false);
        for (int i = 0; i < 3; i++) {
            master.happen(new InstanceEvent.AlarmRaised("none", "message", 0));
        }

        assertThat(master.log().lines())
                .containsExactly("WARN [jwsgi-alarm] there is no alarm \"none\": what it was to say is dropped");
        assertThat(master.logTaps()).isZero();
    }

    @Test
    void full_queues_and_descriptors_raise_alarms() {
        start(options(List.of(), List.of("b 7:8 readable"), List.of("a", "zz", "made bell:M"), false));
        master.readable(7);
        master.happen(new InstanceEvent.QueueFull("/s", 5, 101, 100));

        String text = "listen queue of socket \"/s\" (fd: 5) full !!! (101/100)";
        assertThat(text.length()).isGreaterThan(50); // so that this test sees the limit, too
        awaitTold("B readable");
        assertThat(master.log().lines())
                .contains(
                        "WARN [jwsgi-alarm] alarm-backlog: there is no alarm \"zz\"", "INFO [jwsgi-alarm] added fd 7");
    }

    @Test
    void a_crash_is_reported_within_the_limit() {
        rules(false);
        master.happen(new InstanceEvent.WorkerExited(1, 4_000_001, 1, false));
        master.happen(new InstanceEvent.WorkerExited(2, 4_000_002, 128 + 9, false));
        master.happen(new InstanceEvent.WorkerExited(3, 4_000_003, 128 + 6, false));

        until(() -> told.size() == 1);
        assertThat(told.getFirst()).startsWith("B worker 3 (pid: 4000003) was killed by signal");
    }

    @Test
    void a_stop_waits_for_what_is_on_its_way_and_for_nothing_else() {
        AlarmService started = start(options(List.of(), List.of(), List.of(), false));
        assertThat(started.beforeStop(false).toCompletableFuture()).isCompleted();
        master.happen(new InstanceEvent.AlarmRaised("slow", "message", 0));
        var end = started.beforeStop(false).toCompletableFuture();
        assertThat(end).isNotDone();
        gate.countDown();

        until(end::isDone);
        assertThat(told).containsExactly("slow message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x nosuch:type", "x bell:bad", "x mule:0"})
    void a_definition_that_cannot_be_ends_the_start(String definition) {
        AlarmOptions options = new AlarmOptions(
                List.of(definition),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Duration.ofSeconds(3),
                new ByteSize(50),
                Optional.empty(),
                Duration.ofSeconds(60));

        assertThatThrownBy(() -> start(options))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("invalid alarm: " + definition);
    }

    @Test
    void the_stats_show_every_alarm() {
        rules(false);

        assertThat(master.stats("alarms"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(3)
                .first()
                .isEqualTo(Map.of(
                        "name",
                        "a",
                        "type",
                        "bell",
                        "delivered",
                        0L,
                        "failed",
                        0L,
                        "repeated",
                        0L,
                        "dropped",
                        0L,
                        "queued",
                        0));
    }
}
