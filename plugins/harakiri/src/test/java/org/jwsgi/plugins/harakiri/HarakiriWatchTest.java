package org.jwsgi.plugins.harakiri;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.api.watch.RunningRequest;
import org.jwsgi.api.watch.Verdict;
import org.jwsgi.api.watch.WorkerSnapshot;
import org.jwsgi.api.watch.WorkerSnapshot.BusyCore;

class HarakiriWatchTest {
    private static final LateRequest FIRST = new LateRequest(0, 5_000_000);
    private static final LateRequest SECOND = new LateRequest(1, 6_000_000);

    @Test
    void keepsAWorkerUntilADeadlineIsOver() {
        HarakiriWatch watch = watch(false, false);
        assertThat(watch.inspect(worker(999, 1, false))).isEqualTo(new Verdict.Keep());
        assertThat(watch.inspect(worker(1000, 1, false, busy(FIRST, 1000)))).isEqualTo(new Verdict.Keep());
        assertThat(watch.inspect(worker(1000, 1, false, busy(FIRST, 0)))).isEqualTo(new Verdict.Keep());
    }

    @Test
    void killsAWorkerOfOneCoreAndCountsTheAttempts() {
        HarakiriWatch watch = watch(false, false);
        assertThat(watch.inspect(worker(1001, 1, false, busy(FIRST, 1000))))
                .isEqualTo(new Verdict.KillLate(
                        List.of("*** HARAKIRI ON WORKER 3 (pid: 77, try: 1) ***"), List.of(FIRST), false));
        assertThat(watch.inspect(worker(2001, 1, false, busy(FIRST, 1000))))
                .isEqualTo(new Verdict.KillLate(
                        List.of("*** HARAKIRI ON WORKER 3 (pid: 77, try: 2) ***"), List.of(FIRST), false));
    }

    @Test
    void goesInStagesWhenThereAreSeveralCores() {
        HarakiriWatch watch = watch(false, false);
        assertThat(watch.inspect(worker(1001, 2, false, busy(FIRST, 1000))))
                .isInstanceOfSatisfying(
                        Verdict.Interrupt.class,
                        verdict -> assertThat(verdict.late()).containsExactly(FIRST));
        assertThat(watch.inspect(worker(4001, 2, false, busy(FIRST, 1000)))).isEqualTo(new Verdict.Keep());
        assertThat(watch.inspect(worker(4002, 2, false, busy(FIRST, 1000), busy(SECOND, 9000))))
                .isInstanceOfSatisfying(
                        Verdict.Replace.class,
                        verdict -> assertThat(verdict.late()).containsExactly(FIRST));
        assertThat(watch.inspect(worker(5002, 2, true, busy(FIRST, 1000), busy(SECOND, 9000))))
                .isEqualTo(new Verdict.Keep());
        assertThat(watch.inspect(worker(6002, 2, true, busy(FIRST, 1000))))
                .isInstanceOfSatisfying(
                        Verdict.KillLate.class,
                        verdict -> assertThat(verdict.late()).containsExactly(FIRST));
    }

    @Test
    void interruptsEachRequestOnceAndGivesEachItsGrace() {
        HarakiriWatch watch = watch(false, false);
        watch.inspect(worker(1001, 2, false, busy(FIRST, 1000)));
        assertThat(watch.inspect(worker(2001, 2, false, busy(FIRST, 1000), busy(SECOND, 2000))))
                .isInstanceOfSatisfying(
                        Verdict.Interrupt.class,
                        verdict -> assertThat(verdict.late()).containsExactly(SECOND));
        assertThat(watch.inspect(worker(4500, 2, true, busy(FIRST, 1000), busy(SECOND, 2000))))
                .isEqualTo(new Verdict.Keep());
        assertThat(watch.inspect(worker(5500, 2, true, busy(FIRST, 1000), busy(SECOND, 2000))))
                .isInstanceOf(Verdict.KillLate.class);
    }

    @Test
    void killsAWorkerWithoutAFreeCoreAlthoughNoSuccessorServes() {
        HarakiriWatch watch = watch(false, false);
        watch.inspect(worker(1001, 2, false, busy(FIRST, 1000)));
        assertThat(watch.inspect(worker(4002, 2, false, busy(FIRST, 1000), busy(SECOND, 9000))))
                .isInstanceOf(Verdict.Replace.class);
        assertThat(watch.inspect(worker(9001, 2, false, busy(FIRST, 1000), busy(SECOND, 9000))))
                .isInstanceOf(Verdict.Interrupt.class);
        assertThat(watch.inspect(worker(12_001, 2, false, busy(FIRST, 1000), busy(SECOND, 9000))))
                .as("the second one has its grace, too")
                .isInstanceOf(Verdict.Replace.class);
        assertThat(watch.inspect(worker(12_002, 2, false, busy(FIRST, 1000), busy(SECOND, 9000))))
                .isEqualTo(new Verdict.KillLate(
                        List.of("*** HARAKIRI ON WORKER 3 (pid: 77, try: 1) ***"), List.of(FIRST, SECOND), false));
    }

    @Test
    void takesANewRequestOfTheCoreForAnotherOne() {
        HarakiriWatch watch = watch(false, false);
        watch.inspect(worker(1001, 2, false, busy(FIRST, 1000)));
        LateRequest next = new LateRequest(0, 9_000_000);
        assertThat(watch.inspect(worker(60_000, 2, false, busy(next, 59_000)))).isInstanceOf(Verdict.Interrupt.class);
    }

    @Test
    void killsSeveralCoresAtOnceWhenPlainIsWanted() {
        assertThat(watch(true, false).inspect(worker(1001, 16, false, busy(FIRST, 1000), busy(SECOND, 9000))))
                .isInstanceOf(Verdict.KillLate.class);
    }

    @Test
    void describesWhatRan() {
        List<RunningRequest> running = List.of(
                new RunningRequest(
                        0, 5_000_000, List.of("REMOTE_ADDR=10.0.0.1", "REQUEST_METHOD=GET", "REQUEST_URI=/a?b=c")),
                new RunningRequest(1, 6_000_000, List.of()));
        assertThat(watch(false, false).lastWords(worker(1, 2, false), running))
                .containsExactly(
                        "HARAKIRI !!! worker 3 status !!!",
                        "HARAKIRI [core 0] 10.0.0.1 - GET /a?b=c since 5",
                        "HARAKIRI [core 1] (the worker does not tell) since 6",
                        "HARAKIRI !!! end of worker 3 status !!!");
    }

    @Test
    void endsASoleProcessWithAdvice() {
        HarakiriWatch watch = new HarakiriWatch(options(false, false), new SoleLines(), new KernelView());
        assertThat(watch.inspect(worker(1001, 1, false, busy(FIRST, 1000))))
                .isInstanceOfSatisfying(
                        Verdict.KillLate.class,
                        verdict -> assertThat(verdict.lines())
                                .first()
                                .isEqualTo("HARAKIRI !!! i must kill myself (pid: 77 app_id: 4)..."));
    }

    @Test
    void showsWhatTheKernelSaysOnceWhenVerbose(@TempDir Path proc) throws Exception {
        Path carrier = Files.createDirectories(proc.resolve("77/task/78"));
        Path other = Files.createDirectories(proc.resolve("77/task/79"));
        Files.writeString(proc.resolve("77/syscall"), "202 0x1\n");
        Files.writeString(proc.resolve("77/wchan"), "futex_wait");
        Files.writeString(carrier.resolve("comm"), "ForkJoinPool-1-\n");
        Files.writeString(carrier.resolve("syscall"), "running\n");
        Files.writeString(carrier.resolve("wchan"), "0");
        Files.writeString(other.resolve("comm"), "jwsgi-io\n");
        HarakiriWatch watch = new HarakiriWatch(options(false, true), new MasterLines(), new KernelView(proc));
        assertThat(watch.inspect(worker(1001, 1, false, busy(FIRST, 1000))))
                .isEqualTo(new Verdict.KillLate(
                        List.of(
                                "*** HARAKIRI ON WORKER 3 (pid: 77, try: 1) ***",
                                "HARAKIRI: -- syscall> 202 0x1",
                                "HARAKIRI: -- wchan> futex_wait",
                                "HARAKIRI: -- thread 78 (ForkJoinPool-1-) syscall> running wchan> 0"),
                        List.of(FIRST),
                        true));
        assertThat(watch.inspect(worker(2001, 1, false, busy(FIRST, 1000))))
                .isEqualTo(new Verdict.KillLate(
                        List.of("*** HARAKIRI ON WORKER 3 (pid: 77, try: 2) ***"), List.of(FIRST), false));
    }

    private static HarakiriWatch watch(boolean plain, boolean verbose) {
        return new HarakiriWatch(options(plain, verbose), new MasterLines(), new KernelView());
    }

    private static HarakiriOptions options(boolean plain, boolean verbose) {
        return new HarakiriOptions(Duration.ofSeconds(1), verbose, false, Duration.ofSeconds(3), plain);
    }

    private static BusyCore busy(LateRequest request, long deadline) {
        return new BusyCore(request.core(), request.startMicros(), deadline, 4);
    }

    private static WorkerSnapshot worker(long now, int cores, boolean leaving, BusyCore... busy) {
        return new WorkerSnapshot(3, 77, now, 100_000, cores, !leaving, leaving, 0, 0, List.of(busy));
    }
}
