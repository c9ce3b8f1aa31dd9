package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that live as long as the master: the probes of the specification, and daemons that misbehave. */
class DaemonsIT {
    @TempDir
    Path directory;

    private final List<Long> survivors = new ArrayList<>();

    @AfterEach
    void endSurvivors() {
        survivors.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Starts an instance without workers: all that these tests need is a master. */
    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--master", "--processes", "0", "--die-on-term", "--http-socket", "127.0.0.1:0"));
        arguments.addAll(List.of(more));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    /** Writes a shell script and returns its path. */
    private String script(String name, String body) throws Exception {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body);
        assertThat(file.toFile().setExecutable(true, false)).isTrue();
        return file.toString();
    }

    private static long pidIn(String line) {
        return Long.parseLong(line.replaceAll(".*\\(pid: (\\d+)\\).*", "$1"));
    }

    private static String loop(String traps) {
        return traps + "\necho up\nwhile :; do sleep 0.05; done\n";
    }

    @Test
    void a_dumb_daemon_has_its_own_session_and_restarts_with_the_instance() throws Exception {
        String probe = script("probe", """
                echo "stdin $(readlink /proc/$$/fd/0)"
                echo "ids $$ $(ps -o pgid= -p $$) $(ps -o sid= -p $$)" | tr -s ' '
                echo "reloads $UWSGI_RELOADS added $ADDED"
                trap 'echo term; exit 0' TERM
                echo up
                while :; do sleep 0.05; done
                """);
        try (ServerProcess server =
                start("--env", "ADDED=1", "--attach-daemon", "exec " + probe, "--attach-daemon", "exec sleep 1000")) {
            server.awaitLine("[probe] up");
            long pid = pidIn(server.awaitLine("[jwsgi-daemons] spawning \"exec " + probe));
            assertThat(server.lines())
                    .contains("[probe] stdin /dev/null")
                    .contains("[probe] ids " + pid + " " + pid + " " + pid)
                    .contains("[probe] reloads 0 added 1");
            long sleeper = pidIn(server.awaitLine("[jwsgi-daemons] spawning \"exec sleep 1000"));
            ProcessLook.await(
                    "the sleeper runs",
                    () -> Files.readString(Path.of("/proc/" + sleeper + "/comm"))
                            .equals("sleep\n"));
            assertThat(Path.of("/proc/" + sleeper + "/fd").toFile().list()).containsExactlyInAnyOrder("0", "1", "2");
            server.signal("HUP");
            server.awaitLine("[jwsgi-daemons] stopping daemon (pid: " + pid + "): exec " + probe);
            server.awaitLine("daemon \"exec " + probe + "\" (pid: " + pid + ") annihilated");
            server.awaitLine("[probe] reloads 1 added 1");
            server.awaitLines("[probe] up", 2);
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.count("[probe] term")).isEqualTo(2);
        }
    }

    @Test
    void each_daemon_gets_its_own_signals_at_the_same_time() throws Exception {
        String plain = script("plain", loop("trap 'echo got term; exit' TERM"));
        String special = script("special", loop("trap 'echo got 12; exit' 12; trap 'echo got 3; exit' 3"));
        String deaf = script("deaf", loop("trap 'echo got term' TERM"));
        try (ServerProcess server = start(
                "--attach-daemon",
                plain,
                "--attach-daemon2",
                "cmd=" + special + ",reloadsignal=12,stopsignal=3,name=other",
                "--attach-daemon",
                deaf)) {
            server.awaitLine("[plain] up");
            server.awaitLine("[other] up");
            server.awaitLine("[deaf] up");
            server.signal("HUP");
            server.awaitLine("[plain] got term");
            server.awaitLine("[other] got 12");
            server.awaitLine("[jwsgi-daemons] daemon did not die in time, killing (pid: ");
            // The first signal and one a second for three seconds; the last second may or may not fit in.
            assertThat(server.count("[deaf] got term")).isBetween(3L, 4L);
            server.awaitLines("[deaf] up", 2);
            server.awaitLines("[other] up", 2);
            server.awaitLines("[plain] up", 2);
            server.signal("TERM");
            server.awaitLine("[other] got 3");
            server.signal("TERM"); // hurries: nobody waits for the deaf one any more
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void nothing_bound_to_the_master_survives_its_kill() throws Exception {
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        String child = script("child", loop("trap '' TERM HUP"));
        try (ServerProcess server = start(
                "--attach-daemon",
                child + "; echo the shell stays",
                "--attach-daemon2",
                "cmd=" + child + ",uid=65534,gid=65534,name=other,chdir=/")) {
            server.awaitLine("[child] up");
            server.awaitLine("[other] up");
            List<ProcessHandle> all =
                    ProcessHandle.of(server.pid()).orElseThrow().descendants().toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(4);
            ServerProcess.signal(server.pid(), "KILL");
            for (ProcessHandle one : all) {
                ServerProcess.awaitGone(one.pid());
            }
        }
    }

    @Test
    void the_end_of_a_control_daemon_stops_the_instance() throws Exception {
        try (ServerProcess server = start("--attach-control-daemon", "echo done")) {
            assertThat(server.awaitExit()).isZero();
            assertThat(server.count("daemon \"echo done\" (pid: ")).isEqualTo(1);
            server.awaitLine("graceful shutdown triggered...");
        }
    }

    @Test
    void a_daemon_that_dies_at_once_is_throttled_and_called_broken() throws Exception {
        try (ServerProcess server = start("--attach-daemon2", "cmd=/no/such/daemon,freq=2,max-throttle=1")) {
            server.awaitLine("[daemon] /bin/sh: 1: /no/such/daemon: not found");
            server.awaitLine("[jwsgi-daemons] throttling \"/no/such/daemon\" for 1 seconds");
            server.awaitLine("[jwsgi-daemons] respawning \"/no/such/daemon\" (uid: ");
            server.awaitLine("[jwsgi-daemons] \"/no/such/daemon\" is broken: it ended 2 times right after its start");
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void a_daemon_runs_where_and_as_whom_it_should_and_restarts_on_a_touch() throws Exception {
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        String who = script("who", "echo \"$(id -u) $(id -g) $(pwd)\"\n" + loop(""));
        Path one = directory.resolve("one");
        Path two = directory.resolve("two");
        try (ServerProcess server = start(
                "--attach-daemon2",
                "exec=" + who + ",uid=1000,gid=1001,chdir=/,touch=" + one + ";" + two,
                "--attach-daemon2",
                "cmd=echo pid $$; exec sleep 1000,ns_pid=1,name=namespace")) {
            server.awaitLine("[who] 1000 1001 /");
            server.awaitLine("[namespace] pid 1");
            server.awaitLine("[who] up");
            Files.createFile(two);
            server.awaitLine("*** " + two + " has been touched... reloading daemon \"" + who + "\" (pid: ");
            server.awaitLines("[who] up", 2);
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.count("did not die in time")).isZero();
        }
    }

    @Test
    void a_flood_does_not_make_the_master_grow() throws Exception {
        try (ServerProcess server =
                start("--logto", directory.resolve("log").toString(), "--attach-daemon", "yes 0123456789012345")) {
            Path log = directory.resolve("log");
            ProcessLook.await("the flood comes", () -> log.toFile().length() > 1_000_000);
            long before = ProcessLook.residentMegabytes(server.pid());
            ProcessLook.await("the flood goes on", () -> log.toFile().length() > 8_000_000);
            assertThat(ProcessLook.residentMegabytes(server.pid())).isLessThan(before + 64);
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void workers_wait_for_a_daemon_that_is_not_ready() throws Exception {
        Path pidfile = directory.resolve("slow.pid");
        Path go = directory.resolve("go");
        String slow = script(
                "slow",
                "echo up\nwhile ! [ -e " + go + " ]; do sleep 0.05; done\necho $$ > " + pidfile + "\nexec sleep 1000");
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe"),
                "--attach-daemon2",
                "cmd=" + slow + ",ready=" + pidfile)) {
            server.awaitLine("[slow] up");
            assertThat(server.count("spawned jwsgi worker")).isZero();
            Files.createFile(go);
            server.awaitLine("[jwsgi-daemons] slow is ready (at: " + pidfile);
            server.awaitReady();
            List<String> lines = server.lines();
            assertThat(index(lines, "slow is ready")).isLessThan(index(lines, "spawned jwsgi worker 1"));
        }
    }

    private static int index(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no " + text);
    }

    @Test
    void a_daemonized_process_is_replaced_when_it_dies_and_survives_a_stop() throws Exception {
        Path pidfile = directory.resolve("two.pid");
        try (ServerProcess server = start("--smart-attach-daemon2", pidfile + " exec sleep 1000")) {
            server.awaitLine("writing pidfile to " + pidfile);
            long first = pidIn(server.awaitLine("[jwsgi-daemons] spawning \"exec sleep 1000\""));
            ServerProcess.signal(first, "KILL");
            long second = pidIn(server.awaitLine("[jwsgi-daemons] respawning \"exec sleep 1000\""));
            survivors.add(second);
            ProcessLook.await(
                    "the pidfile is new",
                    () -> Files.readString(pidfile).strip().equals("" + second));
            server.signal("HUP");
            server.awaitLine("[jwsgi-daemons] found valid/active pidfile for \"exec sleep 1000\" (pid: " + second);
            server.signal("TERM");
            ServerProcess.awaitGone(server.pid()); // the survivor holds the output open
            assertThat(ProcessHandle.of(second)).get().matches(ProcessHandle::isAlive);
        }
    }

    @Test
    void a_pid_of_another_program_is_neither_adopted_nor_killed() throws Exception {
        Process other = new ProcessBuilder("tail", "-f", "/dev/null").start();
        survivors.add(other.pid());
        Path stale = Files.writeString(directory.resolve("stale.pid"), other.pid() + "\n");
        Path wrong = directory.resolve("wrong.pid");
        try (ServerProcess server = start(
                "--attach-daemon2",
                "cmd=exec sleep 1000,pidfile=" + stale + ",daemonize=1,notifypid=1",
                "--smart-attach-daemon",
                wrong + ",2 echo " + other.pid() + " > " + wrong + "; exec sleep 1001")) {
            server.awaitLine(stale + " names a process that is not \"exec sleep 1000\" and is left alone (pid: "
                    + other.pid() + ", process: tail -f /dev/null");
            survivors.add(pidIn(server.awaitLine("[jwsgi-daemons] spawning \"exec sleep 1000\"")));
            server.awaitLine(wrong + " names a process that is not ");
            long wrongWriter = pidIn(server.awaitLine("exec sleep 1001\" (uid: "));
            survivors.add(wrongWriter);
            server.awaitLine("exec sleep 1001\" (pid: " + wrongWriter + ") did not daemonize !!!");
            server.signal("TERM");
            ServerProcess.awaitGone(server.pid()); // the survivor holds the output open
        }
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void says_what_it_cannot_understand() throws Exception {
        for (List<String> mistake : List.of(
                List.of("--smart-attach-daemon", "/tmp/x.pid", "invalid smart-attach-daemon syntax: /tmp/x.pid"),
                List.of(
                        "--smart-attach-daemon2",
                        "/tmp/x.pid,x y",
                        "invalid smart-attach-daemon syntax: /tmp/x.pid,x y"),
                List.of("--legion-attach-daemon", "x", "invalid legion daemon syntax: x"),
                List.of("--attach-daemon2", "freq=2", "--attach-daemon2: you need to specify a 'command' key"))) {
            try (ServerProcess server = start(mistake.get(0), mistake.get(1))) {
                assertThat(server.awaitExit()).isEqualTo(1);
                assertThat(server.lines()).as(mistake.get(1)).anyMatch(line -> line.contains(mistake.get(2)));
            }
        }
    }

    @Test
    void a_daemon_that_no_later_master_could_find_is_ended() throws Exception {
        try (ServerProcess server = start("--smart-attach-daemon2", "missing/pid,1 exec sleep 1000")) {
            long pid = pidIn(server.awaitLine("[jwsgi-daemons] spawning \"exec sleep 1000"));
            survivors.add(pid);
            server.awaitLine("cannot write " + directory.toRealPath() + "/missing/pid: no such directory");
            server.awaitLine("[jwsgi-daemons] stopping daemon (pid: " + pid + "): exec sleep 1000");
            ServerProcess.awaitGone(pid);
            survivors.add(pidIn(server.awaitLine("[jwsgi-daemons] respawning \"exec sleep 1000")));
            server.signal("TERM");
            ServerProcess.awaitGone(server.pid()); // a survivor may hold the output open
        }
    }

    @Test
    void a_pidfile_is_written_where_nothing_else_may_be() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "SKIPPED: only root can drop privileges");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path pidfile = Files.createFile(directory.resolve("pid"));
        Files.setPosixFilePermissions(pidfile, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (ServerProcess server = start("--uid", "nobody", "--smart-attach-daemon2", "pid,1 exec sleep 1000")) {
            long pid = pidIn(server.awaitLine("[jwsgi-daemons] spawning \"exec sleep 1000"));
            survivors.add(pid);
            ProcessLook.await(
                    "the pidfile has the pid", () -> Files.readString(pidfile).equals(pid + "\n"));
            server.signal("TERM");
            ServerProcess.awaitGone(server.pid()); // a survivor may hold the output open
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
    }
}
