package org.jwsgi.kernel.supervise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.child.Child;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildListener;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.Signals;

/** Real children; the test's thread is the loop, and its clock stands still unless a test moves it. */
@Timeout(60)
class ServiceChildrenTest {
    @TempDir
    Path directory;

    private final EventLoop loop = new EventLoop();
    private long now = 1000;
    private final ServiceChildren children = new ServiceChildren(
            loop, "/bin/sh", () -> Map.of("PATH", System.getenv("PATH"), "KEPT", "kept"), () -> now);
    private final Recorder recorder = new Recorder();

    private static final class Recorder implements ChildListener {
        final List<String> events = new ArrayList<>();

        @Override
        public void spawned(Child child, int pid) {
            events.add("spawned");
        }

        @Override
        public void noMercy(Child child) {
            events.add("no mercy");
        }

        @Override
        public void ended(Child child, ChildEnd end, boolean expected) {
            events.add((expected ? "expected " : "unexpected ") + end.getClass().getSimpleName());
        }
    }

    private void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            loop.turn(10);
            children.reap();
        }
    }

    private ChildEnd run(ChildSpec spec) {
        CompletableFuture<ChildEnd> end = children.run(spec);
        await(end::isDone);
        return end.join();
    }

    private String outputOf(String line, ChildSpec.Place place, ChildSpec.Input input) throws Exception {
        Path out = directory.resolve("out");
        ChildEnd end = run(ChildSpec.shell("test", "{ " + line + "; } > " + out)
                .place(place)
                .input(input)
                .set("GIVEN", "given")
                .unset("KEPT")
                .build());
        assertThat(end.isSuccess()).as("%s", end).isTrue();
        return Files.readString(out).strip();
    }

    private static ChildSpec.Place place(OptionalInt uid, OptionalInt gid, boolean pidNamespace) {
        return new ChildSpec.Place(Optional.of(Path.of("/")), uid, gid, true, pidNamespace);
    }

    @Test
    void a_run_tells_how_the_command_ended() {
        assertThat(run(ChildSpec.shell("test", "exit 7").build()))
                .isInstanceOfSatisfying(
                        ChildEnd.Exited.class, end -> assertThat(end.code()).isEqualTo(7));
        assertThat(run(ChildSpec.shell("test", "kill -9 $$").build()))
                .isInstanceOfSatisfying(
                        ChildEnd.Killed.class, end -> assertThat(end.signal()).isEqualTo(9));
        assertThat(run(ChildSpec.program("test", List.of("/no/such/program")).build()))
                .isInstanceOfSatisfying(
                        ChildEnd.NotStarted.class,
                        end -> assertThat(end.reason()).contains("cannot start /no/such/program"));
    }

    @Test
    void a_child_finds_itself_where_it_was_placed() throws Exception {
        String told = outputOf(
                "pwd; cat; echo $GIVEN $KEPT; [ $$ = $(ps -o sid= -p $$) ] && echo leads",
                place(OptionalInt.empty(), OptionalInt.empty(), false),
                new ChildSpec.Input.Bytes("from a file\n".getBytes(UTF_8)));
        assertThat(told.lines()).containsExactly("/", "from a file", "given", "leads");
    }

    @Test
    void a_child_changes_user_and_group_but_no_other_groups() throws Exception {
        assumeThat(Credentials.uid()).as("only root may change users").isZero();
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Path out = open.resolve("out");
        ChildEnd end = run(ChildSpec.shell("test", "{ id -u; id -g; } > " + out)
                .place(place(OptionalInt.of(1000), OptionalInt.of(1001), false))
                .build());
        assertThat(end.isSuccess()).isTrue();
        assertThat(Files.readAllLines(out)).containsExactly("1000", "1001");
    }

    @Test
    void the_first_process_of_a_pid_namespace_can_be_stopped() throws Exception {
        assumeThat(Credentials.uid()).as("only root may create namespaces").isZero();
        Path out = directory.resolve("out");
        Child child = children.supervise(
                ChildSpec.shell("test", "echo $$ > " + out + "; exec sleep 1000")
                        .place(place(OptionalInt.empty(), OptionalInt.empty(), true))
                        .build(),
                recorder);
        child.start(Duration.ZERO);
        await(() -> out.toFile().length() > 0);
        assertThat(Files.readString(out).strip()).isEqualTo("1");
        child.stop(Signals.TERM, Duration.ofSeconds(3));
        await(() -> child.state() == Child.State.DOWN);
        assertThat(recorder.events).containsExactly("spawned", "expected Killed");
    }

    @Test
    void a_child_that_ignores_its_signal_is_reminded_and_then_killed() throws Exception {
        Path out = directory.resolve("out");
        Child child = children.supervise(
                ChildSpec.shell(
                                "test",
                                "trap 'echo term >> " + out + "' TERM; echo up >> " + out
                                        + "; while :; do sleep 0.01; done")
                        .repeatedStop()
                        .build(),
                recorder);
        child.start(Duration.ZERO);
        await(() -> out.toFile().length() == 3);
        child.stop(Signals.TERM, Duration.ofSeconds(3));
        for (int second = 1; second <= 3; second++) {
            int signals = second;
            await(() -> out.toFile().length() == 3 + 5L * signals);
            now += 1000;
            children.tick();
        }
        now += 1000;
        children.tick();
        await(() -> child.state() == Child.State.DOWN);
        assertThat(recorder.events).containsExactly("spawned", "no mercy", "expected Killed");
    }

    @Test
    void a_run_that_takes_too_long_is_killed_with_its_group() {
        CompletableFuture<ChildEnd> end = children.run(ChildSpec.shell("test", "sleep 1000; true")
                .limit(Duration.ofSeconds(5))
                .build());
        loop.turn(0);
        now += 5000;
        children.tick();
        children.reap();
        assertThat(end).isNotDone();
        now += 1000;
        children.tick();
        await(end::isDone);
        assertThat(end.join())
                .isInstanceOfSatisfying(
                        ChildEnd.Killed.class,
                        killed -> assertThat(killed.overtime()).isTrue());
    }

    @Test
    void a_delayed_start_waits_and_may_be_taken_back() {
        Child child = children.supervise(ChildSpec.shell("test", "exit 0").build(), recorder);
        child.start(Duration.ofSeconds(2));
        assertThat(child.state()).isEqualTo(Child.State.WAITING);
        now += 1000;
        children.tick();
        assertThat(recorder.events).isEmpty();
        child.stop(Signals.TERM, Duration.ZERO);
        assertThat(child.state()).isEqualTo(Child.State.DOWN);
        child.start(Duration.ofSeconds(2));
        now += 2000;
        children.tick();
        await(() -> child.state() == Child.State.DOWN);
        assertThat(recorder.events).containsExactly("spawned", "unexpected Exited");
    }

    @Test
    void a_stopping_child_ends_with_its_whole_group_and_can_be_started_again() throws Exception {
        Path out = directory.resolve("out");
        Child child = children.supervise(
                ChildSpec.shell("test", "sh -c \"trap '' TERM; echo \\$\\$ >> " + out + "; exec sleep 1000\" & wait")
                        .boundToMaster()
                        .build(),
                recorder);
        child.start(Duration.ZERO);
        await(() -> out.toFile().length() > 0);
        long left = Long.parseLong(Files.readString(out).strip());
        child.stop(Signals.TERM, Duration.ofSeconds(3));
        child.start(Duration.ZERO);
        ProcessHandle.of(child.pid()).ifPresent(shell -> await(() -> !shell.isAlive()));
        assertThat(recorder.events).containsExactly("spawned");
        now += 4000;
        children.tick();
        await(() -> recorder.events.size() == 4);
        assertThat(recorder.events).containsExactly("spawned", "no mercy", "expected Killed", "spawned");
        ProcessHandle.of(left).ifPresent(handle -> handle.onExit().join());
        child.signalGroup(Signals.KILL);
        await(() -> child.state() == Child.State.DOWN);
    }
}
