package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.minidev.json.JSONObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Emperor over foreign programs: real uWSGI with Python apps, and scripts that speak its protocol by hand. */
class EmperorIT {
    @TempDir
    Path directory;

    private Path vassals = Path.of("");
    private Path socket = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        vassals = Files.createDirectory(directory.resolve("vassals"));
        socket = directory.resolve("stats.sock");
    }

    private ServerProcess emperor(String... arguments) throws Exception {
        List<String> all =
                new ArrayList<>(List.of("--emperor", vassals.toString(), "--emperor-stats", socket.toString()));
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    private EmperorLook look() {
        return new EmperorLook(socket);
    }

    private JSONObject stats() throws Exception {
        return look().stats();
    }

    private Optional<JSONObject> vassal(String id) throws Exception {
        return look().vassal(id);
    }

    private long fact(String id, String key) throws Exception {
        return look().fact(id, key);
    }

    private void awaitFact(String id, String key, long value) throws Exception {
        look().awaitFact(id, key, value);
    }

    private static long scans(Path socket) throws Exception {
        return new EmperorLook(socket)
                .list("monitors")
                .getFirst()
                .getAsNumber("scans")
                .longValue();
    }

    private static void later(Path file) throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    }

    /** Writes a program that plays a vassal: its commands run with descriptor 3 as the Emperor's pipe. */
    private Path script(String body) throws Exception {
        Path script = Files.writeString(directory.resolve("vassal.sh"), "#!/bin/sh\n" + body);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    @Test
    void governs_real_uwsgi() throws Exception {
        Programs.require("uwsgi", "uwsgi-core");
        int port = Programs.freePort();
        Files.writeString(directory.resolve("app.py"), """
                def application(environ, start_response):
                    start_response('200 OK', [('Content-Type', 'text/plain')])
                    return [b'hello from a vassal']
                """);
        Path file = Files.writeString(
                vassals.resolve("app.ini"),
                "[uwsgi]\nplugin = python3\nhttp-socket = 127.0.0.1:" + port + "\nwsgi-file = " + directory
                        + "/app.py\nheartbeat = 1\n");
        Files.writeString(vassals.resolve("broken.ini"), "[uwsgi]\nplugin = there-is-none\nneed-plugin = none\n");
        Files.writeString(vassals.resolve("readme.txt"), "no vassal");
        try (ServerProcess emperor = emperor("--emperor-wrapper", "/usr/bin/uwsgi", "--emperor-throttle", "500")) {
            emperor.awaitLine("*** starting jwsgi Emperor ***");
            emperor.awaitLine("[emperor] vassal app.ini is ready to accept requests");
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("hello from a vassal");
            emperor.awaitLine("[emperor] vassal app.ini is now loyal");
            EmperorLook.await("heartbeat", () -> fact("app.ini", "last_heartbeat") > 0);
            JSONObject tree = stats();
            assertThat(tree.keySet())
                    .containsExactlyInAnyOrder(
                            "version",
                            "pid",
                            "uid",
                            "gid",
                            "cwd",
                            "emperor",
                            "emperor_tyrant",
                            "throttle_level",
                            "vassals",
                            "blacklist",
                            "monitors",
                            "failed_starts");
            assertThat(tree.getAsNumber("pid").longValue()).isEqualTo(emperor.pid());
            assertThat(vassal("app.ini").orElseThrow().keySet())
                    .containsExactlyInAnyOrder(
                            "id",
                            "pid",
                            "born",
                            "last_mod",
                            "last_heartbeat",
                            "loyal",
                            "ready",
                            "accepting",
                            "last_loyal",
                            "last_ready",
                            "last_accepting",
                            "first_run",
                            "last_run",
                            "cursed",
                            "zerg",
                            "on_demand",
                            "uid",
                            "gid",
                            "monitor",
                            "respawns");
            assertThat(fact("app.ini", "loyal")).isEqualTo(1);
            emperor.awaitLine("[emperor] curse the jwsgi instance broken.ini");
            emperor.awaitLine("[emperor] unloyal bad behaving vassal found: broken.ini throttling it...");
            assertThat(look().list("blacklist"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.get("id")).isEqualTo("broken.ini"));

            long pid = fact("app.ini", "pid");
            later(file);
            emperor.awaitLine("[emperor] reload the jwsgi instance app.ini");
            emperor.awaitLines("[emperor] vassal app.ini is ready to accept requests", 2);
            assertThat(fact("app.ini", "pid")).isEqualTo(pid);
            assertThat(fact("app.ini", "respawns")).isEqualTo(1);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("hello from a vassal");

            ServerProcess.signal(pid, "KILL");
            emperor.awaitLine("[emperor] removed jwsgi instance app.ini");
            emperor.awaitLines("[emperor] vassal app.ini is ready to accept requests", 3);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("hello from a vassal");

            Files.delete(vassals.resolve("broken.ini"));
            Files.delete(file);
            emperor.awaitLine("[emperor] stop the jwsgi instance app.ini");
            emperor.awaitLines("[emperor] removed jwsgi instance app.ini", 2);
            EmperorLook.await("empty empire", () -> look().list("vassals").isEmpty());
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
            assertThat(emperor.lines().getLast()).isEqualTo("The Emperor is buried.");
        }
    }

    @Test
    void hands_a_vassal_its_pipe_its_arguments_and_its_environment() throws Exception {
        Files.writeString(vassals.resolve("a.ini"), "");
        Path script = script("""
                echo "args $*"
                echo "env $UWSGI_EMPEROR_FD $UWSGI_SOCKET [$UWSGI_EMPEROR] $UWSGI_VASSALS_DIR"
                echo "fds $(ls /proc/self/fd | tr '\\n' ' ')"
                echo "in $PWD $(readlink /proc/self/fd/0)"
                printf '\\001\\005\\021\\032' >&3
                while :; do
                    word=$(dd bs=1 count=1 <&3 2>/dev/null | od -An -tu1 | tr -d ' ')
                    echo "told '$word'"
                    case $word in 0 | '') exit 0 ;; esac
                done
                """);
        try (ServerProcess emperor = ServerProcess.jwsgi(
                directory,
                Map.of("UWSGI_VASSAL_SOCKET", "/tmp/%n.sock"),
                "--emperor",
                vassals.toString(),
                "--emperor-stats",
                socket.toString(),
                "--emperor-wrapper",
                script.toString(),
                "--vassals-include-before",
                "before.ini",
                "--vassal-set",
                "vfoo=1",
                "--vassals-inherit",
                "inh.ini",
                "--vassals-include",
                "inc.ini",
                "--emperor-wrapper-override",
                directory + "/nothing",
                "--vassals-start-hook",
                "/bin/echo",
                "--exec-as-emperor",
                "echo born $UWSGI_VASSAL_CONFIG",
                "--hook-as-vassal",
                "exec:echo before")) {
            emperor.awaitLine("[emperor] running vassal start-hook: /bin/echo a.ini");
            emperor.awaitLine("[emperor] a.ini start-hook returned 0");
            emperor.awaitLine("running \"exec:echo before\" (as-vassal)...");
            emperor.awaitLine("[emperor] trying to use " + directory + "/nothing as binary wrapper ...");
            emperor.awaitLine("args --include before.ini --set vfoo=1 --ini a.ini --inherit inh.ini --include inc.ini");
            emperor.awaitLine("env 3 /tmp/%n.sock [] " + vassals.toRealPath());
            emperor.awaitLine("fds 0 1 2 3 ");
            emperor.awaitLine("in " + vassals.toRealPath() + " /dev/null");
            emperor.awaitLine("born a.ini");
            awaitFact("a.ini", "loyal", 1);
            assertThat(fact("a.ini", "ready")).isEqualTo(1);
            assertThat(fact("a.ini", "accepting")).isEqualTo(1);
            assertThat(fact("a.ini", "last_heartbeat")).isPositive();
            emperor.signal("HUP");
            emperor.awaitLine("told '1'");
            emperor.signal("USR1");
            emperor.awaitLine(") status 0 loyal 1 zerg 0");
            emperor.signal("URG");
            emperor.awaitLine("[emperor] cleaning up blacklist ...");
            emperor.signal("INT");
            emperor.awaitLine("told '0'");
            assertThat(emperor.awaitExit()).isZero();
        }
    }

    private Path app(String name, int port, String... more) throws Exception {
        return Files.writeString(
                vassals.resolve(name),
                "[uwsgi]\njwsgi = " + Programs.app("Probe") + "\nhttp-socket = 127.0.0.1:" + port + "\n"
                        + String.join("\n", more) + "\n");
    }

    @Test
    void governs_instances_of_its_own_kind() throws Exception {
        int sole = Programs.freePort();
        int mastered = Programs.freePort();
        Path first = app("sole.ini", sole);
        app("mastered.ini", mastered, "master = true", "processes = 2");
        Files.writeString(vassals.resolve("broken.ini"), "[uwsgi]\nneed-plugin = there-is-none\n");
        try (ServerProcess emperor = emperor("--emperor-throttle", "300", "--emperor-max-throttle", "600")) {
            emperor.awaitLine("[emperor] vassal sole.ini is ready to accept requests");
            emperor.awaitLine("[emperor] vassal mastered.ini is ready to accept requests");
            assertThat(HttpClient.get(sole, "/").status()).isEqualTo(200);
            assertThat(HttpClient.get(mastered, "/").status()).isEqualTo(200);
            awaitFact("sole.ini", "loyal", 1);
            awaitFact("mastered.ini", "loyal", 1);
            emperor.awaitLine("[emperor] maximum throttle level for vassal broken.ini reached !!!");

            long pid = fact("sole.ini", "pid");
            later(first);
            awaitFact("sole.ini", "respawns", 1);
            awaitFact("sole.ini", "accepting", 1);
            assertThat(fact("sole.ini", "pid")).isEqualTo(pid);
            assertThat(HttpClient.get(sole, "/").status()).isEqualTo(200);

            Path flapping = vassals.resolve("flapping.ini");
            for (int i = 0; i < 10; i++) {
                app("flapping.ini", 0);
                Files.delete(flapping);
            }
            int last = Programs.freePort();
            app("flapping.ini", last);
            awaitFact("flapping.ini", "accepting", 1);
            assertThat(HttpClient.get(last, "/").status()).isEqualTo(200);

            Files.delete(first);
            emperor.awaitLine("[emperor] removed jwsgi instance sole.ini");
            ServerProcess.awaitGone(pid);
            assertThat(HttpClient.get(mastered, "/").status()).isEqualTo(200);
            List<Long> family = ProcessHandle.of(emperor.pid())
                    .orElseThrow()
                    .descendants()
                    .map(ProcessHandle::pid)
                    .toList();
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
            assertThat(emperor.count("NO MERCY")).isZero();
            for (long member : family) {
                ServerProcess.awaitGone(member);
            }
        }
    }

    @Test
    void governs_an_emperor() throws Exception {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        Path fifo = directory.resolve("fifo");
        Files.writeString(inner.resolve("deep.ini"), "");
        Path script = script("printf '\\001\\005' >&3\nexec sleep 1003\n");
        Files.writeString(
                vassals.resolve("sub.ini"),
                "[uwsgi]\nemperor = " + inner + "\nemperor-wrapper = " + script + "\nemperor-freq = 3600\n"
                        + "master-fifo = " + fifo + "\nemperor-stats = " + directory + "/inner.sock\n");
        try (ServerProcess emperor = emperor()) {
            emperor.awaitLine("*** starting jwsgi sub-Emperor ***");
            emperor.awaitLine("[emperor] vassal deep.ini is ready to accept requests");
            awaitFact("sub.ini", "loyal", 1);
            awaitFact("sub.ini", "ready", 1);
            assertThat(fact("sub.ini", "accepting")).isZero();
            Path below = directory.resolve("inner.sock");
            long scans = scans(below);
            Files.writeString(fifo, "E");
            EmperorLook.await("scan of the inner Emperor", () -> scans(below) > scans);
            emperor.signal("KILL");
            ServerProcess.awaitGone(emperor.pid());
        }
    }

    @Test
    void lists_the_monitors_that_there_are() throws Exception {
        try (ServerProcess tool = ServerProcess.jwsgi(directory, "--imperial-monitor-list")) {
            tool.awaitLine("*** jwsgi loaded imperial monitors ***");
            tool.awaitLine("--- end of imperial monitors list ---");
            assertThat(tool.lines()).contains("dir", "glob");
            assertThat(tool.awaitExit()).isEqualTo(1); // there is nothing to serve
        }
    }

    @Test
    void kills_who_closes_the_pipe_and_lives_on() throws Exception {
        Files.writeString(vassals.resolve("a.ini"), "");
        Path script = script("exec 3>&-\nexec sleep 1000\n");
        try (ServerProcess emperor =
                emperor("--emperor-wrapper", script.toString(), "--emperor-curse-tolerance", "2")) {
            emperor.awaitLine("[emperor] curse the jwsgi instance a.ini");
            emperor.awaitLine("[emperor] removed jwsgi instance a.ini");
        }
    }

    @Test
    void leaves_nothing_behind_when_it_is_killed() throws Exception {
        Files.writeString(vassals.resolve("a.ini"), "");
        Path script = script("sleep 1001 & echo child $!\necho running\nwait\n");
        try (ServerProcess emperor = emperor("--emperor-wrapper", script.toString())) {
            long child = Long.parseLong(emperor.awaitLine("child ").replaceAll("\\D", ""));
            emperor.awaitLine("running");
            awaitFact("a.ini", "accepting", 0);
            long vassal = fact("a.ini", "pid");
            emperor.signal("KILL");
            ServerProcess.awaitGone(vassal);
            ServerProcess.awaitGone(child);
        }
    }

    /** The machine may stop this test for longer than the Emperor waits for more, but hardly in every round. */
    @Test
    void notices_a_burst_of_changes_at_once_and_in_one_scan() throws Exception {
        Path sockets = Files.createDirectory(directory.resolve("sockets"));
        for (int i = 0; i < 500; i++) {
            Files.writeString(vassals.resolve("v" + i + ".ini"), "");
        }
        try (ServerProcess emperor =
                emperor("--emperor-on-demand-directory", sockets.toString(), "--emperor-freq", "3600")) {
            EmperorLook.await("500 vassals", () -> look().list("vassals").size() == 500);
            Set<Long> taken = new HashSet<>();
            for (int round = 1; round <= 10 && !taken.contains(1L); round++) {
                long before = scans(socket);
                FileTime later = FileTime.from(Instant.now().plusSeconds(100L * round));
                for (int i = 0; i < 500; i++) {
                    Files.setLastModifiedTime(vassals.resolve("v" + i + ".ini"), later);
                }
                int updates = 500 * round;
                EmperorLook.await(
                        updates + " updates",
                        () -> emperor.count("updated configuration for \"on demand\" instance v") == updates);
                taken.add(scans(socket) - before);
            }
            assertThat(taken).contains(1L).allMatch(scans -> scans < 20);
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
        }
    }

    @Test
    void wakes_an_on_demand_vassal_and_lets_it_sleep_again() throws Exception {
        Programs.require("uwsgi", "uwsgi-core");
        int port = Programs.freePort();
        Files.writeString(directory.resolve("app.py"), """
                def application(environ, start_response):
                    start_response('200 OK', [('Content-Type', 'text/plain')])
                    return [b'awake']
                """);
        Files.writeString(vassals.resolve("app.ini.socket"), "127.0.0.1:" + port + "\n");
        Files.writeString(
                vassals.resolve("app.ini"),
                "[uwsgi]\nplugin = python3\nprotocol = http\nwsgi-file = " + directory
                        + "/app.py\nidle = 1\ndie-on-idle = true\n");
        try (ServerProcess emperor =
                emperor("--emperor-wrapper", "/usr/bin/uwsgi", "--emperor-on-demand-extension", ".socket")) {
            emperor.awaitLine("app.ini -> \"on demand\" instance detected, waiting for connections on socket");
            assertThat(fact("app.ini", "pid")).isEqualTo(-1);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("awake");
            emperor.awaitLine("app.ini -> back to \"on demand\" mode");
            assertThat(fact("app.ini", "pid")).isEqualTo(-1);
            assertThat(HttpClient.get(port, "/").text()).isEqualTo("awake");
        }
    }

    @Test
    void lives_beside_a_master_that_starts_it_again() throws Exception {
        Files.writeString(vassals.resolve("a.ini"), "");
        Path script = script("printf '\\001' >&3\nexec dd bs=1 count=1 <&3 >/dev/null 2>&1\n");
        try (ServerProcess server =
                emperor("--master", "--emperor-wrapper", script.toString(), "--http-socket", "127.0.0.1:0")) {
            server.awaitReady();
            server.awaitLine("[emperor] vassal a.ini has been spawned");
            long vassal = fact("a.ini", "pid");
            long emperor = stats().getAsNumber("pid").longValue();
            assertThat(emperor).isNotEqualTo(server.pid());
            ServerProcess.signal(emperor, "KILL");
            server.awaitLine("!!! Emperor died !!!");
            ServerProcess.awaitGone(vassal);
            server.awaitLines("[emperor] vassal a.ini has been spawned", 2);
            long second = fact("a.ini", "pid");
            server.signal("INT");
            server.awaitLine("waiting for Emperor death...");
            assertThat(server.awaitExit()).isZero();
            ServerProcess.awaitGone(second);
        }
    }
}
