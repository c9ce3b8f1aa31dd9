package org.jwsgi.plugins.attachdaemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.child.FakeChildren.FakeChild;
import org.jwsgi.api.master.FakeMasterContext;

class DaemonServiceTest {
    private final FakeMasterContext master = new FakeMasterContext();
    private long now = 100;

    private DaemonService start(List<String> dumb, List<String> control) {
        DaemonService service = new DaemonService(
                master,
                new DaemonOptions(
                        dumb, control, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), false),
                () -> now);
        assertThat(service.holdWorkers()).isEmpty();
        service.start();
        return service;
    }

    private List<FakeChild> children() {
        return master.children().all();
    }

    @Test
    void a_stop_waits_for_all_daemons_and_starts_none_again() {
        DaemonService service = start(List.of("one", "two"), List.of());
        CompletableFuture<Void> stopped = service.beforeStop(false).toCompletableFuture();
        assertThat(master.children().signals()).containsExactly("15 -1001", "15 -1002");
        children().get(1).end(0);
        assertThat(stopped).isNotDone();
        children().get(0).end(0);
        assertThat(stopped).isDone();
        assertThat(children()).allMatch(child -> child.starts().size() == 1);
    }

    @Test
    void a_stop_does_not_wait_for_a_daemon_that_waits_for_its_restart() {
        DaemonService service = start(List.of("one"), List.of());
        children().getFirst().end(1);
        assertThat(children().getFirst().starts()).containsExactly(Duration.ZERO, Duration.ofSeconds(1));
        assertThat(service.beforeStop(true).toCompletableFuture()).isDone();
    }

    @Test
    void the_end_of_a_control_daemon_stops_the_instance_gracefully() {
        start(List.of(), List.of("one"));
        children().getFirst().end(0);
        assertThat(master.control().orders()).containsExactly("stop true");
        assertThat(children().getFirst().starts()).hasSize(1);
    }

    @Test
    void the_stats_show_each_daemon() {
        start(List.of("/usr/bin/one -a"), List.of());
        now += 1000;
        children().getFirst().end(1);
        assertThat(master.stats("daemons"))
                .isEqualTo(List.of(Map.of(
                        "cmd",
                        "/usr/bin/one -a",
                        "pid",
                        1002,
                        "respawns",
                        1,
                        "name",
                        "one",
                        "kind",
                        "dumb",
                        "status",
                        "running")));
    }
}
