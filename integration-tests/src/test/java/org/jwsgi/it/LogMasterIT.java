package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of all processes in the hands of the master: over reloads, deaths, slow loggers, full disks and rotation. */
class LogMasterIT {
    @TempDir
    Path directory;

    @Test
    void no_line_is_lost_over_a_reload_and_all_output_of_workers_arrives() throws Exception {
        int port = Programs.freePort();
        Path log = directory.resolve("app.log");
        try (ServerProcess server =
                LogFiles.start(directory, port, "--logto", "app.log", "--log-master", "--processes", "2")) {
            LogFiles.await(log, "spawned jwsgi worker 2 ");
            Programs.awaitListening(port, server);
            for (int reload = 1; reload <= 2; reload++) {
                int round = reload;
                for (int i = 0; i < 50; i++) {
                    assertThat(HttpClient.get(port, "/r" + reload + "-" + i + "x")
                                    .status())
                            .isEqualTo(200);
                }
                server.signal("HUP");
                String text = LogFiles.await(
                        log,
                        content -> LogFiles.count(content, "gracefully (RE)spawned jwsgi master") == round
                                && LogFiles.count(content, "spawned jwsgi worker 2 ") == round + 1,
                        "reload " + reload);
                for (int i = 0; i < 50; i++) {
                    assertThat(LogFiles.count(text, "GET /r" + reload + "-" + i + "x "))
                            .isEqualTo(1);
                }
                assertThat(LogFiles.count(text, "binary reloading jwsgi...")).isEqualTo(reload);
                Programs.awaitListening(port, server);
            }
            assertThat(HttpClient.get(port, "/sleep?1").status()).isEqualTo(200);
            LogFiles.await(log, "sleeping\n"); // printed by the app, not by jwsgi
            assertThat(server.lines()).isEmpty();
        }
    }

    @Test
    void a_logger_that_does_not_read_delays_nobody() throws Exception {
        int port = Programs.freePort();
        try (ServerProcess server = LogFiles.start(
                directory,
                port,
                "--req-logger",
                "pipe:exec sleep 30 > /dev/null 2>&1",
                "--logger",
                "file:app.log",
                "--log-format",
                "%(uri) " + "x".repeat(7900))) {
            LogFiles.await(directory.resolve("app.log"), "spawned jwsgi worker 1 ");
            try (HttpClient client = new HttpClient(port)) {
                for (int i = 0; i < 700; i++) { // 5.5 MB: more than the command's pipe and the logger's queue hold
                    assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                            .isEqualTo(200);
                }
            }
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(String.join("\n", server.lines()))
                    .containsPattern(
                            "logger pipe:exec sleep 30 > /dev/null 2>&1: lost events \\(count: \\d{2,}, reason: ");
        }
    }

    @Test
    void workers_finish_their_requests_after_the_master_was_killed() throws Exception {
        int port = Programs.freePort();
        Path log = directory.resolve("app.log");
        try (ServerProcess server = LogFiles.start(directory, port, "--logger", "file:app.log")) {
            LogFiles.await(log, "spawned jwsgi worker 1 ");
            Programs.awaitListening(port, server);
            long worker = server.children().getFirst();
            try (HttpClient client = new HttpClient(port)) {
                client.write("GET /sleep?1500 HTTP/1.1\r\nHost: h\r\n\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                LogFiles.await(log, "sleeping\n");
                ServerProcess.signal(server.pid(), "KILL");
                assertThat(client.read(false).text()).isEqualTo("slept");
            }
            ServerProcess.awaitGone(worker);
        }
    }

    @Test
    void rotation_reaches_processes_without_rights_to_the_file() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "SKIPPED: only root can drop privileges");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        int port = Programs.freePort();
        Path log = directory.resolve("app.log");
        Path old = directory.resolve("old.log");
        try (ServerProcess server = LogFiles.start(
                directory,
                port,
                "--uid",
                "nobody",
                "--logto",
                "app.log",
                "--log-maxsize",
                "4000",
                "--log-backupname",
                "old.log")) {
            LogFiles.await(log, "spawned jwsgi worker 1 ");
            Programs.awaitListening(port, server);
            for (int i = 0; !Files.exists(old) && i < 20_000; i++) {
                assertThat(HttpClient.get(port, "/before").status()).isEqualTo(200);
            }
            LogFiles.await(old, ", triggering rotation to " + old + "...");
            assertThat(HttpClient.get(port, "/after").status()).isEqualTo(200);
            String both = "GET /after ";
            LogFiles.await(
                    log, text -> text.contains(both) || LogFiles.read(old).contains(both), both);
            assertThat(server.lines()).isEmpty();
        }
    }

    @Test
    void a_full_disk_loses_lines_and_says_so_once_there_is_space() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: only root can mount a disk");
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()).start();
        Assumptions.assumeTrue(mount.waitFor() == 0, "SKIPPED: cannot mount a tmpfs here");
        int port = Programs.freePort();
        try (ServerProcess server = LogFiles.start(
                directory,
                port,
                "--req-logger",
                "file:" + disk.resolve("app.log"),
                "--log-format",
                "%(uri) " + "x".repeat(7900))) {
            server.awaitLine("spawned jwsgi worker 1 ");
            Programs.awaitListening(port, server);
            Path filler = Files.write(disk.resolve("filler"), new byte[200 * 1024]);
            try (HttpClient client = new HttpClient(port)) {
                for (int i = 0; i < 700; i++) { // 5.5 MB: more than disk and queue hold
                    assertThat(client.send("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n")
                                    .status())
                            .isEqualTo(200);
                }
            }
            server.awaitLine(": cannot write: no space left on device");
            Process bigger = new ProcessBuilder("mount", "-o", "remount,size=64m", disk.toString()).start();
            assertThat(bigger.waitFor()).isZero();
            Files.delete(filler);
            server.awaitLine(": writes again (lost events: ");
            assertThat(LogFiles.await(disk.resolve("app.log"), "log: lost events (count: "))
                    .contains("reason: no space left on device)\n")
                    .doesNotContain("xx/");
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
        } finally {
            ServerProcess.start(directory, Map.of(), List.of("umount", "-l", disk.toString()))
                    .awaitExit();
        }
    }
}
