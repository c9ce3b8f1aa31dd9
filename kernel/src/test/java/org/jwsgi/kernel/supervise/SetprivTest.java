package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.supervisor.ProgramListener;
import org.jwsgi.api.supervisor.ProgramSpec;
import org.jwsgi.api.supervisor.ProgramStep;
import org.jwsgi.kernel.posix.Credentials;

class SetprivTest {
    private static final ProgramStep TENANT = new ProgramStep.Become(20_001, 20_002, List.of(20_003, 20_004));
    private static final List<String> STATUS = List.of("/bin/cat", "/proc/self/status");

    private Setpriv setpriv = new Setpriv(Path.of(""));

    @BeforeEach
    void prepare() {
        assumeTrue(Credentials.uid() == 0, "SKIPPED: only root can change users");
        Optional<Setpriv> found = Setpriv.find();
        assumeTrue(found.isPresent(), "SKIPPED: setpriv of util-linux is not installed");
        setpriv = found.orElseThrow();
    }

    @Test
    void the_program_is_its_owner_and_nothing_else() throws Exception {
        String status = run(TENANT);
        assertThat(status)
                .contains("Uid:\t20001\t20001\t20001\t20001\n", "Gid:\t20002\t20002\t20002\t20002\n")
                .contains("Groups:\t20003 20004")
                .contains("CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000")
                .contains("CapAmb:\t0000000000000000");
    }

    @Test
    void groups_come_from_the_data_base_and_bounds_hold() throws Exception {
        String status = run(new ProgramStep.Bound(List.of("setgid", "10")), new ProgramStep.Login(20_001, 20_002));
        assertThat(status).contains("Uid:\t20001\t", "Groups:\t7 \n", "CapBnd:\t0000000000000540");
        assertThat(run(new ProgramStep.Become(20_001, 20_002, List.of()))).containsPattern("Groups:\\s*\n");
    }

    @Test
    void what_happens_to_the_thread_stays_there() {
        ProgramStep separate = new ProgramStep.Separate(Set.of("ipc"));
        assertThat(wrap(spec(List.of(STATUS), separate, TENANT)))
                .hasValueSatisfying(wrapped -> assertThat(wrapped.steps()).containsExactly(separate));
    }

    @Test
    void what_it_cannot_do_is_left_to_the_thread() {
        assertThat(wrap(spec(List.of(STATUS)))).isEmpty();
        assertThat(wrap(spec(List.of(STATUS), TENANT, new ProgramStep.Run(() -> {}))))
                .isEmpty();
        assertThat(wrap(spec(List.of(STATUS, STATUS), TENANT))).isEmpty();
        assertThat(wrap(spec(List.of(List.of("/no/such/program")), TENANT))).isEmpty();
        assertThat(wrap(spec(List.of(List.of("no-such-program")), TENANT))).isEmpty();
        assertThat(wrap(spec(List.of(STATUS), new ProgramStep.Become(0, 20_002, List.of()))))
                .isEmpty();
        assertThat(wrap(spec(List.of(List.of("cat")), TENANT))).isPresent();
    }

    /** No thread of the supervisor is ever the owner: the tool itself still starts as root. */
    @Test
    void programs_are_launched_through_it(@TempDir Path directory) throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path tool = Files.writeString(
                directory.resolve("tool"), "#!/bin/sh\nid -u > before\nexec " + setpriv.program() + " \"$@\"\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        EventLoop loop = new EventLoop();
        LaunchedPrograms programs = new LaunchedPrograms(loop, System::getenv, Optional.of(new Setpriv(tool)));
        Ended ended = new Ended();
        ProgramSpec spec = new ProgramSpec(
                "test",
                List.of(List.of("/bin/sh", "-c", "id -u > after")),
                System.getenv(),
                Optional.of(directory),
                OptionalInt.empty(),
                List.of(),
                List.of(TENANT));
        programs.launch(spec, ended);
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ended.how == null && System.nanoTime() < patience) {
            loop.turn(20);
            programs.reap();
        }
        assertThat(ended.how)
                .isInstanceOfSatisfying(
                        ChildEnd.Exited.class, end -> assertThat(end.code()).isZero());
        assertThat(directory.resolve("before")).hasContent("0");
        assertThat(directory.resolve("after")).hasContent("20001");
    }

    private static final class Ended implements ProgramListener {
        @org.jspecify.annotations.Nullable
        ChildEnd how;

        @Override
        public void running(int pid) {}

        @Override
        public void ended(ChildEnd end) {
            how = end;
        }
    }

    private String run(ProgramStep... steps) throws Exception {
        Process process = new ProcessBuilder(
                        wrap(spec(List.of(STATUS), steps)).orElseThrow().command())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private Optional<Setpriv.Wrapped> wrap(ProgramSpec spec) {
        return setpriv.wrap(spec, (_, _) -> List.of(7));
    }

    private static ProgramSpec spec(List<List<String>> commands, ProgramStep... steps) {
        return new ProgramSpec(
                "test",
                commands,
                Map.of("PATH", "/usr/bin:/bin"),
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                List.of(steps));
    }
}
