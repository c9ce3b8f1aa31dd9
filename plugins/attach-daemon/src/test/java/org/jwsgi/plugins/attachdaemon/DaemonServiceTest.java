package org.jwsgi.plugins.attachdaemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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

    private DaemonService startDetailed(DetailedDaemon... daemons) {
        DaemonService service = new DaemonService(
                master,
                new DaemonOptions(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(daemons),
                        List.of(),
                        List.of(),
                        List.of(),
                        false),
                () -> now);
        service.start();
        return service;
    }

    private static DetailedDaemon touchable(Path file) {
        DetailedDaemon plain = DetailedDaemon.ofCommand("one", false);
        return new DetailedDaemon(
                plain.command(),
                plain.freq(),
                plain.pidfile(),
                false,
                false,
                List.of(file),
                plain.stopSignal(),
                0,
                false,
                0,
                0,
                false,
                plain.chdir(),
                0,
                false,
                plain.name(),
                plain.ready(),
                plain.readyTimeout(),
                plain.adopt());
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it should have happened by now").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** A FIFO that nobody writes stands for a file system that hangs. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pidfile_that_cannot_be_read_holds_up_neither_the_loop_nor_other_daemons(@TempDir Path directory)
            throws Exception {
        Path fifo = directory.resolve("pid");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        DaemonService service =
                startDetailed(DetailedDaemon.ofPidfile(fifo, 2, "hangs"), DetailedDaemon.ofCommand("other", false));
        service.onTick();
        service.onTick();
        assertThat(children().get(1).starts()).hasSize(1);
        assertThat(children().get(0).starts()).isEmpty();
        try (OutputStream out = Files.newOutputStream(fifo)) {
            out.write('\n');
        }
        until(() -> children().get(0).starts().size() == 1);
        service.close();
    }

    @Test
    void a_touched_file_restarts_its_daemon(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("touch"));
        DaemonService service = startDetailed(touchable(file));
        Thread looking = master.threads().getFirst();
        until(() -> looking.getState() == Thread.State.WAITING);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        until(() -> {
            service.onTick();
            return !master.children().signals().isEmpty();
        });
        assertThat(master.children().signals()).containsExactly("15 -1001");
        service.close();
        until(() -> !looking.isAlive());
    }
}
