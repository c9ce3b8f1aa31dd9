package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master FIFO of a running instance. */
class FifoIT {
    @TempDir
    Path directory;

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--master",
                "--processes",
                "2",
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe"),
                "--master-fifo",
                "zero.fifo",
                "--master-fifo",
                directory.resolve("one.fifo").toString(),
                "--stats",
                "127.0.0.1:0",
                "--stats-http"));
        arguments.addAll(List.of(more));
        ServerProcess server = ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
        server.awaitLine("spawned jwsgi worker 2 ");
        awaitAccepting(server, 2);
        return server;
    }

    /** Opening a pipe waits for its reader. */
    private void order(String fifo, String commands) throws Exception {
        Path pipe = directory.resolve(fifo + ".fifo");
        ProcessLook.await(pipe + " exists", () -> Files.exists(pipe));
        try (OutputStream out = Files.newOutputStream(pipe)) {
            out.write(commands.getBytes(US_ASCII));
        }
    }

    @Test
    void obeys_every_byte() throws Exception {
        Path pidfile = directory.resolve("app.pid");
        try (ServerProcess server = start("--pidfile", pidfile.toString())) {
            int port = server.awaitPort();
            awaitAccepting(server, 2);
            order("zero", "w");
            server.awaitLines(" killed successfully (pid: ", 2);
            server.awaitLines("Respawned jwsgi worker ", 2);
            awaitAccepting(server, 2);
            order("zero", "W");
            server.awaitLines("killing worker ", 4); // two of them begin with Gracefully
            server.awaitLines("DAMN ! worker ", 2);
            server.awaitLines("Respawned jwsgi worker ", 4);
            awaitAccepting(server, 2);

            order("zero", "pp");
            server.awaitLine("*** PAUSE (press start to resume, if you do not have a joypad send SIGTSTP) ***");
            server.awaitLine("*** (SIGTSTP received) resuming workers ***");
            server.awaitLines(" resumed ***", 2);

            order("zero", "!?x \n1s");
            server.awaitLine("active master fifo is now " + directory.resolve("one.fifo"));
            server.awaitLine("workers total requests: ");
            order("one", "SSB9");
            server.awaitLine("subscriptions blocked");
            server.awaitLine("subscriptions re-enabled");
            server.awaitLine("[broodlord] instance not governed by an Emperor !!!");
            server.awaitLine("active master fifo is now zero.fifo");

            Files.delete(pidfile);
            order("zero", "P");
            ProcessLook.await("the pid file is there again", () -> Files.exists(pidfile));

            order("zero", "c");
            server.awaitLine("chain reload starting...");
            server.awaitLine("chain next victim is worker 1");
            server.awaitLine("chain next victim is worker 2");
            server.awaitLine("chain reloading complete");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);

            order("zero", "r");
            server.awaitLine("...gracefully killing workers...");
            server.awaitLine("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
            server.awaitLines("spawned jwsgi worker 2 ", 2);
            order("zero", "q");
            server.awaitLine("graceful shutdown triggered...");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.count("goodbye to jwsgi.")).isEqualTo(1);
        }
    }

    @Test
    void reloads_and_stops_brutally() throws Exception {
        try (ServerProcess server = start()) {
            order("zero", "R");
            server.awaitLine("...brutally killing workers...");
            server.awaitLine("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
            order("zero", "Q");
            server.awaitLine("SIGINT/SIGTERM received...killing workers...");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void handles_the_log_file() throws Exception {
        Path log = directory.resolve("app.log");
        Path moved = directory.resolve("moved.log");
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe"),
                "--logto",
                log.toString(),
                "--log-backupname",
                directory.resolve("backup.log").toString(),
                "--master-fifo",
                "zero.fifo")) {
            ProcessLook.await(
                    "up", () -> Files.exists(log) && Files.readString(log).contains("spawned jwsgi worker 1"));
            order("zero", "L");
            ProcessLook.await(
                    "the log is rotated", () -> Files.exists(directory.resolve("backup.log")) && Files.exists(log));
            Files.move(log, moved);
            order("zero", "l");
            ProcessLook.await(
                    "reopened", () -> Files.exists(log) && Files.readString(log).contains("reopened."));
        }
    }

    @Test
    void forks_a_master_that_outlives_the_first() throws Exception {
        Path socket = directory.resolve("app.sock");
        Path pidfile = directory.resolve("app.pid");
        try (ServerProcess server =
                start("--http-socket", socket.toString(), "--safe-pidfile", pidfile.toString(), "--vacuum")) {
            int port = server.awaitPort();
            order("zero", "f");
            long forked = pidOf(server.awaitLine("gracefully (RE)spawned jwsgi master process (pid: "));
            try {
                assertThat(forked).isNotEqualTo(server.pid());
                server.awaitLines("spawned jwsgi worker 2 ", 2);
                awaitAccepting(server, 2);
                String second = forked + "\n";
                ProcessLook.await(
                        "the pidfile names the second",
                        () -> Files.readString(pidfile).equals(second));
                ServerProcess.signal(server.pid(), "INT");
                ServerProcess.awaitGone(server.pid());
                assertThat(pidfile).hasContent(second);
                assertThat(socket).exists();
                assertThat(HttpClient.get(port, "/").text()).isEqualTo("hello from worker\n");
                assertThat(session(forked)).isEqualTo(forked);
            } finally {
                ServerProcess.signal(forked, "INT");
                ServerProcess.awaitGone(forked);
            }
            assertThat(pidfile).doesNotExist();
            assertThat(socket).doesNotExist();
        }
    }

    /** Waits until workers accept, as the stats server of the latest image tells. */
    private static void awaitAccepting(ServerProcess server, int workers) throws Exception {
        List<String> lines = server.lines().stream()
                .filter(line -> line.contains("Stats server enabled on 127.0.0.1:"))
                .toList();
        String line = lines.isEmpty() ? server.awaitLine("Stats server enabled on 127.0.0.1:") : lines.getLast();
        int port = Integer.parseInt(line.replaceAll(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
        ProcessLook.await(workers + " workers accept", () -> {
            String stats =
                    HttpClient.get(port, "/").text().replace(" ", "").replace("\"accepting\":true", "\"accepting\":1");
            return stats.split("\"accepting\":1", -1).length == workers + 1;
        });
    }

    private static long pidOf(String line) {
        return Long.parseLong(line.replaceAll(".*\\(pid: (\\d+).*", "$1"));
    }

    private static long session(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    }
}
