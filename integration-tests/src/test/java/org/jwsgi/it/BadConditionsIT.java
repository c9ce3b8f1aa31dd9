package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a machine may do to a server: no space, no processes, no descriptors, a taken address, names that nobody has. Each
 * costs one clear line and the right exit code, and whoever serves already goes on.
 */
class BadConditionsIT {
    /** A user number of nobody, so that a limit of processes counts only those of the test. */
    private static final String LONER = "64917";

    @TempDir
    Path directory;

    @Test
    void a_second_instance_leaves_the_first_alone() throws Exception {
        try (ServerProcess first = start("--master", "--pidfile=pid")) {
            int port = first.awaitPort();
            first.awaitReady();
            String address = "127.0.0.1:" + port;
            Ended second = Ended.jwsgi(
                    directory, "--master", "--http-socket", address, "--pidfile=pid", "--jwsgi", Programs.app("Probe"));
            assertThat(second.code()).as(second.text()).isEqualTo(1);
            assertThat(second.lines())
                    .anyMatch(line -> line.endsWith(
                            "probably another instance of jwsgi is running on the same address (" + address + ")."));
            assertThat(second.hasTrace()).isFalse();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(Files.readString(directory.resolve("pid"))).isEqualTo(first.pid() + "\n");
        }
    }

    @Test
    void names_that_nobody_has_end_the_start() throws Exception {
        refused("nosuchuser", "--uid=nosuchuser");
        refused("nosuchgroup", "--gid=nosuchgroup");
        refused("nosuchcap", "--cap=nosuchcap");
        refused("cannot write pidfile /proc/pid: ", "--pidfile=/proc/pid");
    }

    private void refused(String reason, String option) throws Exception {
        Ended run = Ended.jwsgi(
                directory, "--master", "--http-socket=127.0.0.1:0", "--jwsgi", Programs.app("Probe"), option);
        assertThat(run.code()).as(run.text()).isEqualTo(1);
        assertThat(run.lines().stream().filter(line -> line.contains(reason)))
                .as(run.text())
                .hasSize(1);
        assertThat(run.hasTrace()).as(run.text()).isFalse();
        assertThat(run.text()).doesNotContain("spawned jwsgi worker");
    }

    @Test
    void a_disk_that_is_full_under_log_and_uploads_fails_only_uploads() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        if (run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) != 0) {
            System.err.println("SKIPPED: a full disk needs the right to mount a tmpfs");
            abort("cannot mount a tmpfs here");
        }
        int port = Programs.freePort();
        List<String> command = List.of(
                ServerProcess.distribution().resolve("bin/jwsgi").toString(),
                "--master",
                "--http-socket=127.0.0.1:" + port,
                "--jwsgi=" + Programs.app("Probe"),
                "--post-buffering=1000",
                "--logto=" + disk.resolve("log"));
        try (ServerProcess server = ServerProcess.start(directory, Map.of("TMPDIR", disk.toString()), command)) {
            Programs.awaitListening(port, server);
            assertThat(upload(port, 100_000).status()).isEqualTo(200);
            Path filler = fill(disk);
            for (int i = 0; i < 3; i++) {
                assertThat(upload(port, 100_000).status()).isEqualTo(507);
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            }
            Files.delete(filler);
            assertThat(upload(port, 100_000).text()).startsWith("100000 ");
            Path log = disk.resolve("log");
            ProcessLook.await("the log is written again", () -> {
                assertThat(HttpClient.get(port, "/after-the-flood").status()).isEqualTo(200);
                return Files.readString(log).contains("GET /after-the-flood");
            });
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /** Writes until nothing fits any more. */
    private static Path fill(Path disk) throws Exception {
        Path filler = disk.resolve("filler");
        assertThat(run("dd", "if=/dev/zero", "of=" + filler, "bs=512")).isNotZero();
        return filler;
    }

    private static HttpClient.Reply upload(int port, int size) throws Exception {
        try (HttpClient client = new HttpClient(port)) {
            return client.send("POST /digest HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + size
                    + "\r\n\r\n" + "x".repeat(size));
        }
    }

    @Test
    void a_full_process_table_delays_a_respawn_until_there_is_room() throws Exception {
        Programs.require("setpriv", "util-linux");
        Programs.require("prlimit", "util-linux");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path app = Files.copy(Path.of(Programs.app("Probe")), directory.resolve("Probe.java"));
        List<String> loner = List.of("setpriv", "--reuid", LONER, "--regid", LONER, "--clear-groups");
        List<String> probe = new ArrayList<>(loner);
        String launcher = ServerProcess.distribution().resolve("bin/jwsgi").toString();
        probe.addAll(List.of("test", "-x", launcher));
        if (run(probe.toArray(String[]::new)) != 0) {
            System.err.println("SKIPPED: a limit of processes needs root, and a distribution that others may run");
            abort("cannot run jwsgi as another user");
        }
        List<String> command = new ArrayList<>(loner);
        command.addAll(
                List.of(launcher, "--master", "--processes=2", "--http-socket=127.0.0.1:0", "--jwsgi", app.toString()));
        try (ServerProcess server = ServerProcess.start(directory, Map.of("HOME", directory.toString()), command)) {
            int port = server.awaitPort();
            server.awaitLine("spawned jwsgi worker 2 ");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            List<String> limit = new ArrayList<>(loner);
            limit.addAll(List.of("prlimit", "--pid", Long.toString(server.pid()), "--nproc=1:"));
            assertThat(run(limit.toArray(String[]::new))).isZero();
            ServerProcess.signal(Long.parseLong(HttpClient.get(port, "/pid").text()), "KILL");
            assertThat(server.awaitLine("cannot spawn worker "))
                    .contains("resource temporarily unavailable (the limit of processes is reached)");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            limit.set(limit.size() - 1, "--nproc=4096:");
            assertThat(run(limit.toArray(String[]::new))).isZero();
            server.awaitLine("Respawned jwsgi worker ");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(server.count("cannot spawn worker ")).isEqualTo(1);
            assertThat(server.lines()).noneMatch(line -> line.contains("Exception") || line.contains("OutOfMemory"));
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void a_worker_without_descriptors_waits_for_some_and_does_not_spin() throws Exception {
        Programs.require("prlimit", "util-linux");
        try (ServerProcess server = start("--master", "--threads=2", "--listen=1024")) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/sleep?1").status()).isEqualTo(200);
            long worker = Long.parseLong(HttpClient.get(port, "/pid").text());
            try (HttpClient old = new HttpClient(port)) {
                assertThat(old.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                        .isEqualTo(200);
                int open =
                        Files.list(Path.of("/proc/" + worker + "/fd")).toList().size();
                assertThat(run("prlimit", "--pid", Long.toString(worker), "--nofile=" + (open + 10) + ":"))
                        .isZero();
                List<HttpClient> clients = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    clients.add(new HttpClient(port));
                }
                server.awaitLine("cannot accept on ");
                long before = cpuTicks(worker);
                assertThat(old.send("GET /sleep?2000 HTTP/1.1\r\nHost: h\r\n\r\n")
                                .text())
                        .isEqualTo("slept");
                // A worker that spins would have used all of these 200 ticks; a busy machine only makes it fewer.
                assertThat(cpuTicks(worker) - before).isLessThan(60);
                for (HttpClient client : clients.subList(0, 55)) {
                    client.close();
                }
                for (HttpClient client : clients.subList(55, 60)) {
                    assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                                    .status())
                            .isEqualTo(200);
                    client.close();
                }
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            }
            server.awaitLine("cannot accept on ");
            assertThat(server.count("cannot accept on ")).isEqualTo(1);
            assertThat(server.count("Exception")).isZero();
            assertThat(HttpClient.get(port, "/pid").text()).isEqualTo(Long.toString(worker));
        }
    }

    @Test
    void a_clock_that_jumps_disturbs_nobody() throws Exception {
        Programs.require("gcc", "gcc");
        Path shift = Files.write(directory.resolve("shift"), new byte[Long.BYTES]);
        Map<String, String> environment =
                Map.of("LD_PRELOAD", ShiftedClock.build(directory).toString(), "CLOCK_SHIFT_FILE", shift.toString());
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                environment,
                "--master",
                "--http-socket=127.0.0.1:0",
                "--jwsgi=" + Programs.app("Probe"),
                "--threads=2",
                "--harakiri=600",
                "--idle=600",
                "--die-on-idle",
                "--max-requests=1000",
                "--max-worker-lifetime=600")) {
            int port = server.awaitPort();
            String worker = HttpClient.get(port, "/pid").text();
            int requests = 0;
            for (int days : new int[] {400, -400, 0}) {
                try (HttpClient client = new HttpClient(port)) {
                    client.write(Wire.bytes("GET /sleep?1500 HTTP/1.1\r\nHost: h\r\n\r\n"));
                    server.awaitLines("sleeping", ++requests);
                    ShiftedClock.set(shift, days * 86_400L);
                    assertThat(client.read(false).text()).isEqualTo("slept");
                }
                assertThat(HttpClient.get(port, "/pid").text()).isEqualTo(worker);
            }
            server.awaitLines("GET /pid ", 4);
            List<String> years = server.lines().stream()
                    .filter(line -> line.contains("GET /pid "))
                    .map(line -> line.replaceFirst(".*\\[\\w+ \\w+ +\\d+ [\\d:]+ (\\d{4})\\].*", "$1"))
                    .toList();
            assertThat(years).as("the worker did see three years").hasSize(4);
            assertThat(Set.copyOf(years)).hasSize(3);
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines())
                    .noneMatch(line -> line.contains("DAMN")
                            || line.contains("HARAKIRI")
                            || line.contains("inactive")
                            || line.contains("lifetime")
                            || line.contains("NO MERCY")
                            || line.contains("Exception"));
        }
    }

    /** Returns the processor time that a process has used, in hundredths of a second. */
    private static long cpuTicks(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private ServerProcess start(String... options) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("--http-socket=127.0.0.1:0", "--jwsgi", Programs.app("Probe")));
        arguments.addAll(List.of(options));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }
}
