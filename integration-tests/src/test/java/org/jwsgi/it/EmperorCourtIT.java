package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who an Emperor is beside its master, and what it does for vassals beyond starting them. */
class EmperorCourtIT {
    private static final int SERVANT = 20_004;
    private static final int TENANT = 20_005;

    @TempDir
    Path directory;

    private Path vassals = Path.of("");
    private Path pidfile = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        mode(directory, "rwxr-xr-x");
        vassals = mode(Files.createDirectory(directory.resolve("vassals")), "rwxr-xr-x");
        pidfile = directory.resolve("emperor.pid");
    }

    private static Path mode(Path path, String mode) throws Exception {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void requireRoot() {
        if (!"root".equals(System.getProperty("user.name"))) {
            System.err.println("SKIPPED: an Emperor that changes its user needs root");
            abort("needs root");
        }
    }

    private ServerProcess emperor(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--emperor", vassals.toString()));
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    private long emperorPid() throws Exception {
        ProcessLook.await(
                "the pid of the Emperor",
                () -> Files.exists(pidfile) && Files.readString(pidfile).endsWith("\n"));
        return Long.parseLong(Files.readString(pidfile).strip());
    }

    private static String status(long pid, String key) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .findFirst()
                .orElseThrow()
                .substring(key.length() + 1)
                .strip();
    }

    private Path app() throws Exception {
        return mode(Files.copy(Path.of(Programs.app("Inside")), directory.resolve("Inside.java")), "rw-r--r--");
    }

    @Test
    void stops_vassals_gracefully_with_their_hooks_and_adopts_what_they_leave_behind() throws Exception {
        int sole = Programs.freePort();
        int mastered = Programs.freePort();
        String config = "[uwsgi]\njwsgi = " + Programs.app("Probe") + "\nhook-emperor-stop = exec:echo %n hears it\n"
                + "http-socket = 127.0.0.1:";
        Files.writeString(vassals.resolve("sole.ini"), config + sole + "\n");
        Files.writeString(vassals.resolve("mastered.ini"), config + mastered + "\nmaster = true\n");
        try (ServerProcess emperor = emperor(
                "--emperor-graceful-shutdown",
                "--emperor-subreaper",
                "--hook-as-emperor-before-vassal",
                "exec:setsid sleep 1005 > /dev/null 2>&1 & echo left behind $!")) {
            String[] said = emperor.awaitLines("left behind ", 4).split(" ");
            long orphan = Long.parseLong(said[said.length - 1]);
            ProcessLook.await(
                    "the Emperor has adopted the orphan",
                    () -> status(orphan, "PPid").equals(Long.toString(emperor.pid())));
            emperor.awaitLine("[emperor] vassal sole.ini is ready to accept requests");
            emperor.awaitLine("[emperor] vassal mastered.ini is ready to accept requests");
            ServerProcess.signal(orphan, "KILL");
            ServerProcess.awaitGone(orphan);
            CompletableFuture<String> first = ask(sole, "/sleep?3000");
            CompletableFuture<String> second = ask(mastered, "/sleep?3000");
            emperor.awaitLines("sleeping", 2);
            emperor.signal("TERM");
            assertThat(first.join()).isEqualTo("slept");
            assertThat(second.join()).isEqualTo("slept");
            emperor.awaitLine("received message 2 from emperor");
            emperor.awaitLine("sole hears it");
            emperor.awaitLine("mastered hears it");
            assertThat(emperor.awaitExit()).isZero();
            assertThat(emperor.count("NO MERCY")).isZero();
        }
    }

    private static CompletableFuture<String> ask(int port, String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return HttpClient.get(port, path).text();
            } catch (java.io.IOException e) {
                return e.toString();
            }
        });
    }

    @Test
    void an_early_emperor_keeps_what_its_master_gives_up() throws Exception {
        requireRoot();
        Files.writeString(vassals.resolve("a.ini"), "");
        Path program = mode(Files.writeString(directory.resolve("vassal.sh"), """
                        #!/bin/sh
                        echo "vassal of $(id -u)"
                        printf '\\005' >&3
                        exec dd bs=1 count=1 <&3 >/dev/null 2>&1
                        """), "rwxr-xr-x");
        try (ServerProcess master = emperor(
                "--early-emperor",
                "--emperor-pidfile",
                pidfile.toString(),
                "--emperor-procname",
                "early bird",
                "--emperor-wrapper",
                program.toString(),
                "--uid",
                "" + SERVANT,
                "--gid",
                "" + SERVANT,
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                app().toString())) {
            master.awaitLine("vassal of 0");
            master.awaitReady();
            long emperor = emperorPid();
            assertThat(emperor).isNotEqualTo(master.pid());
            assertThat(status(master.pid(), "Uid")).startsWith(SERVANT + "\t" + SERVANT);
            assertThat(status(emperor, "Uid")).startsWith("0\t0");
            assertThat(Files.readString(Path.of("/proc/" + emperor + "/cmdline")))
                    .startsWith("early bird");
            master.awaitLine("[emperor] vassal a.ini is ready to accept requests");
            // The master may not signal its Emperor, and still both end.
            master.signal("INT");
            master.awaitLine("waiting for Emperor death...");
            master.awaitLine("The Emperor is buried.");
            assertThat(master.awaitExit()).isZero();
            ServerProcess.awaitGone(emperor);
        }
    }

    @Test
    void a_paranoid_emperor_rules_tenants_beside_a_master_that_is_nobody_too() throws Exception {
        requireRoot();
        int port = Programs.freePort();
        Path file = mode(
                Files.writeString(
                        vassals.resolve("tenant.ini"),
                        "[uwsgi]\nhttp-socket = 127.0.0.1:" + port + "\njwsgi = " + app() + "\n"),
                "rw-------");
        Files.setAttribute(file, "unix:uid", TENANT);
        Files.setAttribute(file, "unix:gid", TENANT);
        Path pids = mode(Files.createDirectory(directory.resolve("run")), "rwxrwxrwx");
        pidfile = pids.resolve("emperor.pid");
        try (ServerProcess master = emperor(
                "--emperor-tyrant",
                "--emperor-pidfile",
                pidfile.toString(),
                "--uid",
                "" + SERVANT,
                "--gid",
                "" + SERVANT,
                "--cap",
                "setgid,setuid",
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                directory.resolve("Inside.java").toString())) {
            master.awaitLine("[emperor] vassal tenant.ini is ready to accept requests");
            long emperor = emperorPid();
            assertThat(status(emperor, "Uid")).startsWith(SERVANT + "\t" + SERVANT);
            assertThat(status(master.pid(), "Uid")).startsWith(SERVANT + "\t" + SERVANT);
            assertThat(HttpClient.get(port, "/?run=id,-u").text()).isEqualTo(TENANT + "\n");
            long vassal =
                    Long.parseLong(HttpClient.get(port, "/?link=/proc/self").text());
            // Its tenants do not outlive an Emperor that is killed, and the next one governs them anew.
            ServerProcess.signal(emperor, "KILL");
            master.awaitLine("!!! Emperor died !!!");
            ServerProcess.awaitGone(vassal);
            master.awaitLines("[emperor] vassal tenant.ini is ready to accept requests", 2);
            assertThat(HttpClient.get(port, "/?run=id,-u").text()).isEqualTo(TENANT + "\n");
            master.signal("INT");
            assertThat(master.awaitExit()).isZero();
            assertThat(master.count("NO MERCY")).isZero();
        }
    }

    @Test
    void sends_reinforcements_when_connections_wait() throws Exception {
        int port = Programs.freePort();
        int second = Programs.freePort();
        Files.writeString(
                vassals.resolve("a.ini"),
                "[uwsgi]\nhttp-socket = 127.0.0.1:" + port + "\njwsgi = " + Programs.app("Probe")
                        + "\nvassal-sos-backlog = 2\n\n[zerg]\nhttp-socket = 127.0.0.1:" + second + "\njwsgi = "
                        + Programs.app("Probe") + "\n");
        List<RawClient> clients = new ArrayList<>();
        try (ServerProcess emperor = emperor("--emperor-broodlord", "1")) {
            emperor.awaitLine("[emperor] vassal a.ini is ready to accept requests");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                RawClient client = new RawClient(port);
                clients.add(client);
                client.send("GET /sleep?600000 HTTP/1.0\r\n\r\n");
            }
            emperor.awaitLine("asking Emperor for reinforcements (backlog: ");
            emperor.awaitLine("[emperor] going in broodlord mode: launching zergs for a.ini");
            emperor.awaitLine("[emperor] vassal a.ini:zerg is ready to accept requests");
            assertThat(HttpClient.get(second, "/").status()).isEqualTo(200);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void a_vassal_hands_its_place_to_a_process_from_elsewhere() throws Exception {
        Path proxy = directory.resolve("proxy.sock");
        Path file = Files.writeString(
                vassals.resolve("a.ini"),
                "[uwsgi]\nemperor-proxy-socket = " + proxy + "\nhttp-socket = 127.0.0.1:0\njwsgi = "
                        + Programs.app("Probe") + "\n");
        try (ServerProcess emperor = emperor("--emperor-curse-tolerance", "1")) {
            emperor.awaitLine("[emperor] vassal a.ini is ready to accept requests");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(proxy)))
                    .isEqualTo("rw-------");
            try (ServerProcess stranger = ServerProcess.jwsgi(
                    directory,
                    Map.of("UWSGI_EMPEROR_PROXY", proxy.toString()),
                    "--http-socket",
                    "127.0.0.1:0",
                    "--jwsgi",
                    Programs.app("Probe"))) {
                stranger.awaitLine("*** has_emperor mode detected (fd: ");
                int port = stranger.awaitPort();
                emperor.awaitLines("[emperor] vassal a.ini is ready to accept requests", 2);
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
                emperor.awaitLine("[emperor] vassal a.ini is now loyal");
                emperor.signal("HUP");
                stranger.awaitLine("received message 1 from emperor");
                emperor.awaitLines("[emperor] vassal a.ini is ready to accept requests", 3);
                Files.delete(file);
                stranger.awaitLine("received message 0 from emperor");
                assertThat(stranger.awaitExit()).isZero();
            }
            // Who gave its place away does not hear that it has to end.
            emperor.awaitLine("[emperor] removed jwsgi instance a.ini");
        }
    }
}
