package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of processes and pid files, as an operator sees them. */
class ProcnameIT {
    @TempDir
    Path directory;

    @Test
    void ps_shows_the_names_before_and_after_a_reload() throws Exception {
        try (ServerProcess server =
                start("--master", "--procname-prefix-spaced", "shop", "--procname-append", " (blue)")) {
            server.awaitReady();
            assertThat(HttpClient.get(server.awaitPort(), "/").status()).isEqualTo(200); // the worker is named by then
            assertThat(arguments(server.pid())).isEqualTo("shop jwsgi master (blue)");
            assertThat(arguments(worker(server))).isEqualTo("shop jwsgi worker 1 (blue)");
            assertThat(command(server.pid())).isEqualTo("shop jwsgi mast");
            assertThat(command(worker(server))).isEqualTo("shop jwsgi work");

            server.signal("HUP");
            server.awaitLines("spawned jwsgi worker 1 ", 2);
            ProcessLook.await(
                    "the new worker has its name",
                    () -> arguments(worker(server)).equals("shop jwsgi worker 1 (blue)"));
            assertThat(arguments(server.pid())).isEqualTo("shop jwsgi master (blue)");
            assertThat(HttpClient.get(server.awaitPort(), "/").status()).isEqualTo(200);
        }
    }

    @Test
    void the_master_and_a_sole_process_can_have_names_of_their_own() throws Exception {
        try (ServerProcess server = start("--master", "--procname", "all", "--procname-master", "chief")) {
            server.awaitReady();
            assertThat(HttpClient.get(server.awaitPort(), "/").status()).isEqualTo(200);
            assertThat(arguments(server.pid())).isEqualTo("chief");
            assertThat(arguments(worker(server))).isEqualTo("all");
        }
        try (ServerProcess server = start("--procname", "only")) {
            server.awaitReady();
            assertThat(arguments(server.pid())).isEqualTo("only");
        }
    }

    @Test
    void a_pidfile_that_cannot_be_written_ends_the_start_and_that_of_a_dead_instance_does_not() throws Exception {
        Ended refused = Ended.jwsgi(
                directory,
                "--http-socket",
                "127.0.0.1:0",
                "--master",
                "--jwsgi",
                Programs.app("Probe"),
                "--pidfile",
                "/nonexistent/pid");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("cannot write pidfile /nonexistent/pid: no such directory");
        assertThat(refused.hasTrace()).isFalse();

        Ended full = Ended.jwsgi(
                directory,
                "--http-socket",
                "127.0.0.1:0",
                "--master",
                "--jwsgi",
                Programs.app("Probe"),
                "--safe-pidfile",
                "/dev/full");
        assertThat(full.code()).isEqualTo(1);
        assertThat(full.text()).contains("cannot write pidfile /dev/full: ").contains("No space left on device");

        Path pidfile = Files.writeString(directory.resolve("pid"), "99999999\n");
        try (ServerProcess server = start("--master", "--vacuum", "--pidfile", "pid", "--safe-pidfile2", "safe")) {
            server.awaitReady();
            for (String name : List.of("pid", "safe")) {
                assertThat(LogFiles.await(directory.resolve(name), server.pid() + "\n"))
                        .isEqualTo(server.pid() + "\n");
            }
            assertThat(Ended.jwsgi(directory, "--stop", "safe").code()).isZero();
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines()).contains("VACUUM: pidfile removed.", "VACUUM: safe pidfile2 removed.");
        }
        assertThat(pidfile).doesNotExist();
        assertThat(Ended.jwsgi(directory, "--stop", "safe").code()).isEqualTo(1);
    }

    private ServerProcess start(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe")));
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    /** Returns the pid of the worker that was spawned last. */
    private static long worker(ServerProcess server) {
        String line = server.lines().stream()
                .filter(text -> text.contains("spawned jwsgi worker 1 "))
                .toList()
                .getLast();
        return Long.parseLong(line.replaceFirst(".*\\(pid: (\\d+),.*", "$1"));
    }

    /** Returns what {@code ps -o args} shows. */
    private static String arguments(long pid) throws Exception {
        String text = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8);
        return text.replaceFirst("\0+$", "");
    }

    /** Returns what {@code ps -o comm} shows. */
    private static String command(long pid) throws Exception {
        return Files.readString(Path.of("/proc", Long.toString(pid), "comm")).stripTrailing();
    }
}
