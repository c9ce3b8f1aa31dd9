package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance as a process: what it is given, what it leaves behind, and how it is told what to do. */
class ProcessIT {
    @TempDir
    Path directory;

    @Test
    void gives_the_app_what_the_configuration_says() throws Exception {
        boolean root = ProcessHandle.current().info().user().orElse("").equals("root");
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.createFile(home.resolve("here"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String mode : List.of("--skip-zero", "--master")) {
            List<String> arguments = new ArrayList<>(List.of(
                    mode,
                    "--chdir",
                    "home",
                    "--env",
                    "OPS_VARIABLE=a b=c",
                    "--unenv",
                    "OPS_UNSET",
                    "--jvm-opt=-Xmx77m",
                    "--jvm-opt=-Dops=x y",
                    "--umask",
                    "027",
                    "--vacuum",
                    "--pidfile",
                    "early.pid",
                    "--pidfile2",
                    "second.pid",
                    "--safe-pidfile",
                    "safe.pid",
                    "--safe-pidfile2",
                    "safe2.pid",
                    "--stats",
                    "stats.sock",
                    "--socket",
                    "app.sock"));
            if (root) {
                arguments.addAll(List.of("--uid", "nobody", "--gid", "nogroup"));
            }
            try (ServerProcess server = start("Surroundings", Map.of("OPS_UNSET", "set"), arguments)) {
                server.awaitReady();
                String seen = HttpClient.get(server.awaitPort(), "/").text();
                assertThat(seen)
                        .contains(
                                "variable=a b=c\n",
                                "unset=null\n",
                                "property=x y\n",
                                "relative=true\n",
                                "Umask: 0027\n")
                        .contains("directory=" + home.toRealPath() + "\n")
                        .containsPattern("megabytes=7[0-9]\n");
                if (root) {
                    assertThat(seen).contains("Uid: 65534 65534 65534 65534\n", "Gid: 65534 65534 65534 65534\n");
                }
                assertThat(directory.resolve("early.pid")).hasContent(Long.toString(server.pid()));
                for (String file : List.of("second.pid", "safe.pid", "safe2.pid")) {
                    assertThat(home.resolve(file)).hasContent(Long.toString(server.pid()));
                }
                assertThat(home.resolve("app.sock")).exists();
                server.signal("INT");
                server.awaitExit();
            }
            assertThat(home).isDirectoryNotContaining(path -> path.toString().endsWith("2.pid"));
            for (Path file : List.of(directory.resolve("early.pid"), home.resolve("safe.pid"))) {
                // Written by root or left to root: the dropped user may not remove them, as with uWSGI.
                assertThat(Files.deleteIfExists(file)).as(file.toString()).isEqualTo(root);
            }
        }
    }

    @Test
    void runs_in_the_background_and_obeys_its_pidfile() throws Exception {
        Path log = directory.resolve("app.log");
        Path pidfile = directory.resolve("app.pid");
        for (String option : List.of("--daemonize", "--daemonize2")) {
            Ended up = Ended.jwsgi(
                    directory,
                    option,
                    log.toString(),
                    "--master",
                    "--http-socket",
                    "127.0.0.1:0",
                    "--jwsgi",
                    Programs.app("Probe"),
                    "--safe-pidfile",
                    pidfile.toString(),
                    "--vacuum");
            assertThat(up.code()).as(up.text()).isZero();
            long pid = Long.parseLong(Files.readString(pidfile).strip());
            try {
                String text = Files.readString(log);
                assertThat(text).contains("spawned jwsgi master process (pid: " + pid + ")", "spawned jwsgi worker 1 ");
                int port = Integer.parseInt(text.replaceAll("(?s).*bound to TCP address 127.0.0.1:(\\d+) .*", "$1"));
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
                assertThat(Ended.jwsgi(directory, "--reload", pidfile.toString()))
                        .isEqualTo(new Ended(0, List.of()));
                awaitText(log, "gracefully (RE)spawned jwsgi master process (pid: " + pid + ")");
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
                awaitText(log, "GET / => generated");
                assertThat(Ended.jwsgi(directory, "--stop", pidfile.toString())).isEqualTo(new Ended(0, List.of()));
                ServerProcess.awaitGone(pid);
                assertThat(Files.readString(log)).contains("goodbye to jwsgi.");
                assertThat(pidfile).doesNotExist();
            } finally {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
            Files.delete(log);
        }
        Ended down = Ended.jwsgi(
                directory,
                "--daemonize",
                log.toString(),
                "--http-socket",
                "127.0.0.1:0",
                "--need-app",
                "--jwsgi",
                "no.App");
        assertThat(down.code()).isNotZero();
        assertThat(Files.readString(log)).contains("no.App");
        assertThat(Ended.jwsgi(directory, "--stop", "none.pid").code()).isEqualTo(1);
        Path stale = Files.writeString(directory.resolve("stale.pid"), "4194304\n");
        assertThat(Ended.jwsgi(directory, "--stop", stale.toString()).code()).isEqualTo(255);
    }

    @Test
    void reloads_again_and_again_without_leaking() throws Exception {
        try (ServerProcess server = start("Probe", Map.of(), List.of("--processes", "2", "--stats", "stats.sock"))) {
            int port = server.awaitPort();
            server.awaitLine("spawned jwsgi worker 2 ");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            List<String> descriptors = descriptors(server.pid());
            for (int i = 1; i <= 3; i++) {
                server.signal("HUP");
                server.awaitLines("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")", i);
                server.awaitLines("spawned jwsgi worker 2 ", i + 1);
                server.awaitLines("*** Stats server enabled on stats.sock", i + 1);
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            }
            assertThat(descriptors(server.pid())).hasSameSizeAs(descriptors);
            assertThat(descriptors(server.pid()))
                    .filteredOn(name -> name.contains("memfd"))
                    .hasSameSizeAs(descriptors.stream()
                            .filter(name -> name.contains("memfd"))
                            .toList());
            assertThat(server.children()).hasSize(2);
        }
    }

    @Test
    void pauses_and_reports_on_signals() throws Exception {
        try (ServerProcess server = start("Probe", Map.of(), List.of("--master"))) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            server.signal("USR1");
            server.awaitLine("worker 1 app 0 [] requests: 1 exceptions: 0");
            assertThat(server.count(";jwsgi instance configuration")).isEqualTo(1);
            assertThat(server.count("workers total requests: 1")).isEqualTo(1);
            server.signal("TSTP");
            server.awaitLine("*** PAUSE (press start to resume, if you do not have a joypad send SIGTSTP) ***");
            server.awaitLine("*** worker 1 suspended ***");
            try (HttpClient client = new HttpClient(port)) {
                client.write("GET /?waiting HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                server.signal("TSTP");
                server.awaitLine("*** (SIGTSTP received) resuming workers ***");
                server.awaitLine("*** worker 1 resumed ***");
                assertThat(client.read(false).status()).isEqualTo(200);
            }
            String served = server.awaitLine("GET /?waiting => ");
            assertThat(server.lines()).containsSubsequence("*** worker 1 suspended ***", served);
        }
    }

    @Test
    void slows_down_when_a_worker_ends_again_and_again() throws Exception {
        try (ServerProcess server = start(
                "Probe",
                Map.of(),
                List.of(
                        "--processes",
                        "2",
                        "--forkbomb-delay",
                        "1",
                        "--check-interval",
                        "60",
                        "--map-socket",
                        "0:1",
                        "--http-socket",
                        "127.0.0.2:0",
                        "--map-socket",
                        "1:2"))) {
            int doomed = server.awaitPort();
            server.awaitLine("spawned jwsgi worker 2 ");
            int steady = Integer.parseInt(server.awaitLine("address 127.0.0.2:").replaceAll(".*0\\.2:(\\d+) .*", "$1"));
            for (int i = 0; i < 4; i++) {
                try (HttpClient client = new HttpClient(doomed)) {
                    client.write("GET /exit?9 HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    client.readToEnd();
                }
                assertThat(get("127.0.0.2", steady)).contains("hello from worker");
            }
            server.awaitLine("worker respawning too fast !!! i have to sleep a bit (1 seconds)...");
            assertThat(get("127.0.0.2", steady)).contains("hello from worker");
            assertThat(HttpClient.get(doomed, "/").status()).isEqualTo(200);
        }
    }

    @Test
    void implies_a_master_where_workers_need_one() throws Exception {
        Ended none = Ended.jwsgi(directory, "--no-server", "--jwsgi", Programs.app("Probe"));
        assertThat(none.code()).as(none.text()).isZero();
        assertThat(none.lines()).contains("no-server mode requested. Goodbye.");
        Ended failed = Ended.jwsgi(directory, "--no-server", "--need-app", "--jwsgi", "no.App");
        assertThat(failed.code()).isEqualTo(22);
        assertThat(failed.lines()).contains("*** no app loaded. GAME OVER ***");
        try (ServerProcess server = start("Probe", Map.of(), List.of("--workers=2", "--exit-on-reload"))) {
            server.awaitLine("spawned jwsgi master process (pid: " + server.pid() + ")");
            server.awaitLine("spawned jwsgi worker 2 ");
            server.signal("HUP");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines()).contains("jwsgi: GAME OVER (insert coin)");
        }
    }

    private ServerProcess start(String app, Map<String, String> environment, List<String> arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app(app)));
        all.addAll(arguments);
        return ServerProcess.jwsgi(directory, environment, all.toArray(String[]::new));
    }

    private static String get(String host, int port) throws IOException {
        try (java.net.Socket socket = new java.net.Socket(host, port)) {
            socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static List<String> descriptors(long pid) throws IOException {
        Path folder = Path.of("/proc/" + pid + "/fd");
        assumeTrue(Files.isReadable(folder));
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                names.add(Files.readSymbolicLink(file).toString());
            }
        }
        return names;
    }

    private static void awaitText(Path file, String text) throws Exception {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (!Files.readString(file).contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no '" + text + "' in:\n" + Files.readString(file));
            }
            Thread.onSpinWait();
        }
    }
}
