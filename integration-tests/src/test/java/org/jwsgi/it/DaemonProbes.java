package org.jwsgi.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The probes of daemons and of cron that need nothing but a master. */
final class DaemonProbes {
    private DaemonProbes() {}

    /** Makes a probe. */
    static SideBySide.Probe of(Steps steps) {
        return (kind, folder) -> {
            try (SideRun run = new SideRun(kind, folder)) {
                steps.run(run);
                return run.facts();
            }
        };
    }

    /** What a probe does. */
    interface Steps {
        void run(SideRun run) throws Exception;
    }

    private static ServerProcess master(SideRun run, String... options) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("--master", "--processes=0", "--die-on-term", "--http-socket=127.0.0.1:" + run.port("ONE")));
        all.addAll(Arrays.asList(options));
        return run.bare(all.toArray(String[]::new));
    }

    private static long pidIn(Path file) throws Exception {
        ProcessLook.await(
                file + " has a pid",
                () -> Files.exists(file) && !Files.readString(file).isBlank());
        return Long.parseLong(Files.readString(file).strip());
    }

    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** One that ignores the signal. */
    static void deaf(SideRun run) throws Exception {
        Path seen = run.folder().resolve("seen");
        ServerProcess server = master(
                run,
                "--attach-daemon=exec /bin/sh -c 'trap \"echo term >> " + seen + "\" TERM; echo up >> " + seen
                        + "; while :; do sleep 0.05; done'");
        ProcessLook.await("the daemon is up", () -> Files.exists(seen));
        server.signal("TERM");
        run.exit(server, "server");
        run.logged(server, "[uwsgi-daemons] daemon did not die in time, killing (pid: ");
        run.fact("signalled three times or more: " + (Files.readAllLines(seen).size() > 3));
    }

    /** One that the instance depends on. */
    static void control(SideRun run) throws Exception {
        ServerProcess server = master(run, "--attach-control-daemon=exec sleep 1");
        run.exit(server, "server");
        run.line(server, "graceful shutdown triggered...", 1);
        run.line(server, "daemon \"exec sleep 1\" (pid: ", 1);
    }

    /** One that ends at once, again and again. */
    static void crashes(SideRun run) throws Exception {
        ServerProcess server = master(run, "--attach-daemon=exit 1");
        run.line(server, "[uwsgi-daemons] throttling \"exit 1\" for ", 1);
        run.line(server, "[uwsgi-daemons] throttling \"exit 1\" for ", 2);
        run.fact("server runs: " + server.isAlive());
    }

    /** One that the server daemonizes. */
    static void daemonized(SideRun run) throws Exception {
        Path pidfile = run.folder().resolve("d.pid");
        ServerProcess server = master(run, "--smart-attach-daemon2=" + pidfile + " exec sleep 1000");
        long first = pidIn(pidfile);
        ProcessLook.await(
                "it is itself",
                () -> Files.readString(Path.of("/proc/" + first + "/comm")).equals("sleep\n"));
        if (run.kind() == SideBySide.Kind.UWSGI) {
            run.await(server, "[uwsgi-daemons] found changed pid for ", 1); // before, it does not miss the daemon
        }
        ServerProcess.signal(first, "KILL");
        ProcessLook.await("another pid in the file", () -> pidIn(pidfile) != first);
        long second = pidIn(pidfile);
        try {
            run.fact("respawned, pid in the file runs: " + runs(second));
            server.signal("TERM");
            ServerProcess.awaitGone(server.pid());
            run.fact("survives the stop: " + runs(second));
        } finally {
            ServerProcess.signal(second, "KILL"); // it holds the output open
        }
        run.exit(server, "server");
    }

    /** One that never writes the file. */
    static void withoutPidfile(SideRun run) throws Exception {
        ServerProcess server = master(
                run,
                "--smart-attach-daemon=" + run.path("none.pid") + ",3 echo $$ > " + run.path("own")
                        + "; exec sleep 1000");
        long daemon = pidIn(run.folder().resolve("own"));
        try {
            run.line(server, "did not daemonize !!!", 1);
            run.line(server, "did not daemonize !!!", 2);
            run.fact("the same process runs: "
                    + (runs(daemon) && pidIn(run.folder().resolve("own")) == daemon));
        } finally {
            ServerProcess.signal(daemon, "KILL");
        }
    }

    /** One with a user and a folder. */
    static void identity(SideRun run) throws Exception {
        ServerProcess server = master(
                run,
                "--attach-daemon2=cmd=echo is $(id -u) $(id -g) $(pwd); exec sleep 1000,uid=1000,gid=1001,chdir=/");
        String line = run.await(server, "is 1", 1);
        run.fact(line.substring(line.indexOf("is 1")));
    }

    /** One that watches files. */
    static void touched(SideRun run) throws Exception {
        ServerProcess server =
                master(run, "--attach-daemon2=cmd=exec sleep 1000,touch=" + run.path("one") + ";" + run.path("two"));
        run.await(server, "spawning \"exec sleep 1000\"", 1);
        Files.createFile(run.folder().resolve("one"));
        run.line(server, "has been touched... reloading daemon ", 1);
        run.await(server, "respawning \"exec sleep 1000\"", 1);
        run.fact("respawned");
    }

    /** One in a namespace of its own. */
    static void namespace(SideRun run) throws Exception {
        ServerProcess server = master(run, "--attach-daemon2=cmd=echo is pid $$; exec sleep 1000,ns_pid=1");
        String line = run.await(server, "is pid 1", 1);
        run.fact(line.substring(line.indexOf("is pid")));
        server.signal("TERM");
        run.exit(server, "server");
        run.logged(server, "daemon did not die in time");
    }

    /** Which fields match today. The last entry runs in the same pass as the others or a later one. */
    static void cronFields(SideRun run) throws Exception {
        LocalDate today = LocalDate.now(java.time.ZoneId.systemDefault());
        int day = today.getDayOfMonth();
        int month = today.getMonthValue();
        int weekday = today.getDayOfWeek().getValue() % 7;
        int otherDay = day % 28 + 1;
        int otherWeekday = (weekday + 2) % 7;
        List<String> entries = List.of(
                "-1 -1 " + day + " -1 " + otherWeekday + " echo day-or-weekday",
                "-1 -1 " + otherDay + " -1 " + weekday + " echo weekday-or-day",
                "-1 -1 " + otherDay + " -1 " + otherWeekday + " echo neither",
                "-1 -1 " + otherDay + " -1 -1 echo other-day",
                "-1 -1 -1 " + (month % 12 + 1) + " -1 echo other-month",
                "-1 -1 -1 -" + month + " -1 echo each-such-month",
                "-1 -1 -1 -1 " + (weekday == 0 ? 7 : weekday) + " echo this-weekday",
                "-1 -1 -1 -1 -1 echo always");
        ServerProcess server =
                master(run, entries.stream().map(entry -> "--cron=" + entry).toArray(String[]::new));
        run.await(server, "[uwsgi-cron] running \"echo always\"", 1);
        for (String entry : entries) {
            String command = entry.substring(entry.indexOf("echo"));
            run.fact(command.substring(5) + ": "
                    + (run.count(server, "[uwsgi-cron] running \"" + command + "\"") > 0 ? "runs" : "does not run"));
        }
        run.line(server, "[uwsgi-cron] command \"echo always\" registered as cron task", 1);
    }

    /** One that takes too long. */
    static void cronHarakiri(SideRun run) throws Exception {
        ServerProcess server = master(run, "--cron2=harakiri=1,unknown=2 sleep 1000");
        run.line(server, "*** HARAKIRI ON CRON \"sleep 1000\" (pid: ", 1);
        run.await(server, "[uwsgi-cron] command \"sleep 1000\" running with pid ", 1);
        run.fact("server runs: " + server.isAlive());
    }

    /** Values that are none. */
    static void mistakes(SideRun run) throws Exception {
        for (List<String> mistake : List.of(
                List.of("--cron=1 2 3 x", "invalid cron syntax"),
                List.of("--cron2=minute=1", "unable to parse cron definition: minute=1"),
                List.of("--smart-attach-daemon=/tmp/x.pid", "invalid smart-attach-daemon syntax: /tmp/x.pid"),
                List.of("--attach-daemon2=freq=2", "--attach-daemon2: you need to specify a 'command' key"))) {
            ServerProcess server = master(run, mistake.getFirst());
            run.exit(server, mistake.getFirst());
            run.logged(server, mistake.getLast());
        }
    }
}
