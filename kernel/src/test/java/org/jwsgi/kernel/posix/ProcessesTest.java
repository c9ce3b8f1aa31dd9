package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    /** Runs a shell script whose output goes to the first inherited descriptor, and returns that. */
    private static String run(LaunchThread.Shape shape, Set<Integer> blocked, boolean session, String script) {
        int output = Memory.create("output", 0);
        try {
            int pid = LaunchThread.spawn(
                    shape,
                    new SpawnRequest(
                            List.of("/bin/sh", "-c", "exec >&3; " + script),
                            Map.of("GREETING", "hello", "PATH", "/usr/bin:/bin"),
                            List.of(output),
                            blocked,
                            true,
                            session));
            assertThat(Processes.await(pid)).contains(new ExitStatus.Exited(0));
            return new String(Memory.contentOf(output), StandardCharsets.UTF_8).strip();
        } finally {
            Descriptors.close(output);
        }
    }

    private static String run(String script) {
        return run(LaunchThread.Shape.INHERITED, Set.of(), false, script);
    }

    @Test
    void decodes_how_a_child_ended() {
        assertThat(end("exit 173")).contains(new ExitStatus.Exited(173));
        assertThat(end("kill -9 $$")).contains(new ExitStatus.Signaled(9));
        assertThat(end("kill -3 $$")).contains(new ExitStatus.Signaled(3));
    }

    private static Optional<ExitStatus> end(String script) {
        return Processes.await(
                Processes.spawn(new SpawnRequest(List.of("/bin/sh", "-c", script), Map.of(), List.of())));
    }

    @Test
    void collects_a_child_only_once_it_has_ended() {
        int pid = Processes.spawn(new SpawnRequest(List.of("cat"), Map.of(), List.of()));
        assertThat(Processes.reap(pid)).isEmpty();
        assertThat(Processes.kill(pid, Signals.KILL)).isTrue();
        assertThat(Processes.await(pid)).contains(new ExitStatus.Signaled(9));
        assertThat(Processes.reap(pid)).isEmpty();
        assertThat(Processes.kill(pid, Signals.KILL)).isFalse();
    }

    @Test
    void names_the_program_that_is_missing() {
        assertThatThrownBy(() -> Processes.spawn(new SpawnRequest(List.of("/no/such/program"), Map.of(), List.of())))
                .hasMessage("cannot start /no/such/program: no such file or directory");
    }

    @Test
    void gives_a_child_its_environment_and_a_clean_slate() {
        assertThat(run("echo $GREETING")).isEqualTo("hello");
        assertThat(run("env | grep -c -v -e ^PWD -e ^_ -e ^SHLVL -e ^OLDPWD")).isEqualTo("2");
        assertThat(run("readlink /proc/self/fd/0")).isEqualTo("/dev/null");
    }

    @Test
    void passes_descriptors_in_order_and_no_others() {
        int first = Memory.createWith("first", "one".getBytes(StandardCharsets.UTF_8));
        int second = Memory.createWith("second", "two".getBytes(StandardCharsets.UTF_8));
        int output = Memory.create("output", 0);
        // The sources are given against their order, so that dup2 onto the targets would overwrite some of them.
        int pid = Processes.spawn(new SpawnRequest(
                List.of("/bin/sh", "-c", "for fd in 3 4 5 6 7 8 9; do readlink /proc/$$/fd/$fd; done >&3; exit 0"),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of(output, second, first)));
        assertThat(Processes.await(pid)).contains(new ExitStatus.Exited(0));
        assertThat(new String(Memory.contentOf(output), StandardCharsets.UTF_8).lines())
                .containsExactly("/memfd:output (deleted)", "/memfd:second (deleted)", "/memfd:first (deleted)");
        List.of(first, second, output).forEach(Descriptors::close);
    }

    @Test
    void blocks_signals_and_opens_a_session_when_asked() {
        // Not through a shell: dash clears the mask before it forks.
        int output = Memory.create("output", 0);
        int pid = Processes.spawn(new SpawnRequest(
                List.of("cp", "/proc/self/status", "/proc/self/fd/3"),
                Map.of(),
                List.of(output),
                Set.of(1, 15),
                false,
                false));
        assertThat(Processes.await(pid)).contains(new ExitStatus.Exited(0));
        assertThat(new String(Memory.contentOf(output), StandardCharsets.UTF_8)).contains("SigBlk:\t0000000000004001");
        Descriptors.close(output);
        assertThat(run(LaunchThread.Shape.INHERITED, Set.of(), true, "[ $(ps -o sid= -p $$) = $$ ] && echo leader"))
                .isEqualTo("leader");
    }

    @Test
    void a_launch_thread_shapes_the_child_and_nobody_else(@TempDir Path directory) throws IOException {
        String before = status("self");
        var shape = new LaunchThread.Shape(Optional.of(directory), Optional.of(0b111_000_111), Optional.empty());
        assertThat(run(shape, Set.of(), false, "pwd; umask").lines())
                .containsExactly(directory.toRealPath().toString(), "0707");
        assertThat(status("self")).isEqualTo(before);
        assertThat(run("pwd")).isEqualTo(Path.of("").toRealPath().toString());
    }

    @Test
    void a_launch_thread_may_become_somebody_else() throws IOException {
        assumeThat(Credentials.uid()).as("only root may become somebody else").isZero();
        var shape = new LaunchThread.Shape(
                Optional.empty(), Optional.empty(), Optional.of(new Identity(65534, 65533, List.of(4, 6))));
        String before = status("self");
        assertThat(run(shape, Set.of(), false, "id -u; id -g; id -G").lines())
                .containsExactly("65534", "65533", "65533 4 6");
        assertThat(status("self")).isEqualTo(before);
    }

    @Test
    void a_directory_that_is_missing_is_named() {
        var shape = new LaunchThread.Shape(Optional.of(Path.of("/no/where")), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> run(shape, Set.of(), false, "true"))
                .hasMessage("cannot chdir to /no/where: no such file or directory");
    }

    private static String status(String process) throws IOException {
        StringBuilder facts =
                new StringBuilder(Path.of("/proc", process, "cwd").toRealPath().toString());
        for (String line : Files.readAllLines(Path.of("/proc", process, "status"))) {
            if (line.startsWith("Uid")
                    || line.startsWith("Gid")
                    || line.startsWith("Groups")
                    || line.startsWith("Umask")) {
                facts.append(line);
            }
        }
        return facts.toString();
    }

    @Test
    void memory_files_keep_content_of_any_size() {
        byte[] content = new byte[200_000];
        java.util.Arrays.fill(content, (byte) 7);
        for (byte[] bytes : List.of(new byte[0], new byte[] {1}, content)) {
            int fd = Memory.createWith("test", bytes);
            assertThat(Memory.contentOf(fd)).isEqualTo(bytes);
            assertThat(Memory.contentOf(fd)).isEqualTo(bytes);
            Descriptors.close(fd);
            assertThat(Descriptors.isOpen(fd)).isFalse();
        }
    }

    @Test
    void system_call_numbers_differ_by_machine() {
        assertThat(SystemCalls.of("aarch64")).isNotEqualTo(SystemCalls.of("amd64"));
        assertThatThrownBy(() -> SystemCalls.of("sparc")).hasMessageContaining("sparc");
    }
}
