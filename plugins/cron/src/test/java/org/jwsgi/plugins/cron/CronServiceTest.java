package org.jwsgi.plugins.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.child.FakeChildren.FakeChild;
import org.jwsgi.api.cron.CronFields;
import org.jwsgi.api.master.FakeMasterContext;

class CronServiceTest {
    private final FakeMasterContext master = new FakeMasterContext();
    private LocalDateTime now = LocalDateTime.parse("2026-11-21T13:37:41");
    private long monotonic = 100;

    private CronService start(List<String> cron, List<String> unique, List<String> cron2, int harakiri) {
        CronService service = new CronService(
                master,
                new CronOptions(cron, unique, cron2, List.of(), List.of(), Duration.ofSeconds(harakiri)),
                () -> now,
                () -> monotonic);
        service.start();
        return service;
    }

    private void pass(CronService service, int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            monotonic++;
            service.onTick();
        }
    }

    private List<FakeChild> children() {
        return master.children().all();
    }

    @Test
    void a_command_runs_every_minute_even_while_it_still_runs() {
        CronService service = start(List.of("-1 -1 -1 -1 -1 x"), List.of(), List.of(), 0);
        assertThat(children()).hasSize(1);
        pass(service, 59);
        assertThat(children()).hasSize(1);
        pass(service, 1);
        assertThat(children()).hasSize(2);
        children().getFirst().end(0);
        assertThat(master.log().lines()).noneMatch(line -> line.contains("exited"));
        children().getLast().end(0);
        assertThat(master.log().lines()).anyMatch(line -> line.contains("with pid 1002 exited after 0 second(s)"));
    }

    @Test
    void a_unique_command_waits_for_itself() {
        CronService service = start(List.of(), List.of("-1 -1 -1 -1 -1 x"), List.of(), 0);
        pass(service, 65);
        assertThat(children()).hasSize(1);
        children().getFirst().end(0);
        pass(service, 1);
        assertThat(children()).hasSize(2);
    }

    @Test
    void a_command_over_its_time_is_killed_once() {
        CronService service =
                start(List.of("-1 -1 -1 -1 -1 x"), List.of(), List.of("harakiri=0 y", "harakiri=10 z"), 3);
        pass(service, 3);
        assertThat(master.children().signals()).isEmpty();
        pass(service, 2);
        assertThat(master.children().signals()).containsExactly("9 -1001");
        assertThat(master.log().lines()).contains("WARN *** HARAKIRI ON CRON \"x\" (pid: 1001) ***");
        pass(service, 10);
        assertThat(master.children().signals()).containsExactly("9 -1001", "9 -1003");
    }

    @Test
    void nothing_starts_while_the_instance_ends() {
        CronService service = start(List.of("38 -1 -1 -1 -1 x"), List.of(), List.of(), 0);
        service.beforeStop(true);
        pass(service, 60);
        assertThat(children()).isEmpty();
    }

    @Test
    void the_stats_show_fields_and_state() {
        start(List.of("-5 37 1 -1 7 x"), List.of(), List.of(), 0);
        assertThat(master.stats("crons"))
                .isEqualTo(List.of(Map.of(
                        "minute",
                        -5,
                        "hour",
                        37,
                        "day",
                        1,
                        "month",
                        -1,
                        "week",
                        0,
                        "command",
                        "x",
                        "unique",
                        0,
                        "legion",
                        "",
                        "pid",
                        -1,
                        "started_at",
                        0L)));
    }

    @Test
    void keys_are_read_as_uwsgi_does() {
        assertThat(CronTask.ofKeys("minute=5,week=7,unique=1,harakiri=9,legion=a,other=1 echo a=b"))
                .isEqualTo(new CronTask(
                        new CronFields(5, -1, -1, -1, 0), "echo a=b", true, "a", Optional.of(Duration.ofSeconds(9))));
        assertThat(CronTask.ofKeys("minute=1, hour=2 x").command()).isEqualTo("hour=2 x");
        assertThat(CronTask.ofKeys("echo a=b").command()).isEqualTo("echo a=b");
        assertThatThrownBy(() -> CronTask.ofKeys("minute=1")).hasMessage("unable to parse cron definition: minute=1");
        assertThatThrownBy(() -> CronTask.ofKeys("minute=x y"))
                .hasMessage("unable to parse cron definition: minute=x y");
    }
}
