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
    private FakeMasterContext master = new FakeMasterContext();
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
    void a_key_that_cron2_does_not_know_is_told() {
        CronService unused = start(List.of(), List.of(), List.of("minutes=5,unique=1 x", "y minutes=5"), 0);
        assertThat(master.log().lines().stream().filter(line -> line.contains("not a key")))
                .containsExactly(
                        "WARN [jwsgi-cron] 'minutes' is not a key of cron2 and is ignored: minutes=5,unique=1 x");
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
    void a_reload_repeats_nothing_and_forgets_no_run() throws Exception {
        List<String> fixed = List.of("37 13 -1 -1 -1 x", "37 13 -1 -1 -1 x");
        List<String> unique = List.of("-1 -1 -1 -1 -1 y");
        start(fixed, unique, List.of(), 70);
        assertThat(children()).hasSize(3);
        Process running = new ProcessBuilder("sleep", "1000").start();
        try {
            String left = master.left("CRON")
                    .replace(" 1001 ", " " + Integer.MAX_VALUE + " ") // the machine may have a process 1001
                    .replace(" 1002 ", " " + (Integer.MAX_VALUE - 1) + " ")
                    .replace(" 1003 ", " " + running.pid() + " ");
            master = new FakeMasterContext().received("CRON", left);
            now = now.plusSeconds(2);
            monotonic += 2;
            CronService second = start(fixed, unique, List.of(), 70);
            pass(second, 66);
            assertThat(children()).as("neither repeated nor overlapping").isEmpty();
            assertThat(master.children().signals()).isEmpty();
            pass(second, 5);
            assertThat(master.children().signals()).containsExactly("9 -" + running.pid());
        } finally {
            running.destroyForcibly().waitFor();
        }
        assertThat(running.toHandle().isAlive()).isFalse();
    }

    @Test
    void a_run_that_ended_during_a_reload_frees_its_unique_entry() {
        List<String> unique = List.of("-1 -1 -1 -1 -1 y");
        start(List.of(), unique, List.of(), 0);
        String left = master.left("CRON").replace(" 1001 ", " " + Integer.MAX_VALUE + " ");
        master = new FakeMasterContext().received("CRON", left);
        CronService second = start(List.of(), unique, List.of(), 0);
        pass(second, 59);
        assertThat(children()).isEmpty();
        pass(second, 1);
        assertThat(children()).hasSize(1);
    }

    @Test
    void minutes_missed_during_a_reload_are_made_up_for() {
        List<String> next = List.of("38 13 -1 -1 -1 x");
        start(next, List.of(), List.of(), 0);
        assertThat(children()).isEmpty();
        master = new FakeMasterContext().received("CRON", master.left("CRON"));
        now = now.plusMinutes(2);
        monotonic += 120;
        start(next, List.of(), List.of(), 0);
        assertThat(children()).hasSize(1);
    }

    @Test
    void what_another_version_left_is_ignored() {
        for (String text : List.of("", "x", "1 x\ny", "1 2\nz 1 2", "9999999999999999999 1\n")) {
            master = new FakeMasterContext().received("CRON", text);
            start(List.of("-1 -1 -1 -1 -1 x"), List.of(), List.of(), 0);
            assertThat(children()).hasSize(1);
        }
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
