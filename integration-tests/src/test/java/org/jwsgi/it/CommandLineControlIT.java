package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options that control another instance and end. */
class CommandLineControlIT {
    @TempDir
    Path directory;

    private int run(String... arguments) throws Exception {
        try (ServerProcess tool = ServerProcess.jwsgi(directory, arguments)) {
            return tool.awaitExit();
        }
    }

    @Test
    void signals_the_instance_of_a_pid_file() throws Exception {
        String pidfile = directory.resolve("app.pid").toString();
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe"),
                "--safe-pidfile",
                pidfile)) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(run("--pause", pidfile)).isZero();
            server.awaitLine("*** worker 1 suspended ***");
            assertThat(run("--resume", pidfile)).isZero();
            server.awaitLine("*** worker 1 resumed ***");
            assertThat(run("--reload", pidfile)).isZero();
            server.awaitLine("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
            assertThat(run("--stop", pidfile)).isZero();
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void tells_why_nobody_was_signalled() throws Exception {
        assertThat(run("--stop", directory.resolve("missing").toString())).isEqualTo(1);
        Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor()).isZero();
        Path stale = Files.writeString(directory.resolve("stale"), gone.pid() + "\n");
        assertThat(run("--stop", stale.toString())).isEqualTo(255);
    }
}
