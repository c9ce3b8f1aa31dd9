package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.it.SideBySide.Entry;

/** The probes of daemons and cron against a real uWSGI and against jwsgi; the page of them is kept up to date. */
class DaemonsSideBySideIT {
    private static final List<Entry> PROBES = List.of(
            new Entry("1, 2, 6", "surroundings; signals at reload and stop; a pidfile", "", (kind, folder) -> {
                String server =
                        ServerProcess.distribution().resolve("bin/jwsgi").toString();
                return observe(kind == SideBySide.Kind.UWSGI ? "uwsgi" : server, folder);
            }),
            same("3", "a daemon that ignores TERM", DaemonProbes::deaf),
            same("4", "`attach-control-daemon` that lives 1 s", DaemonProbes::control),
            same("5", "a daemon that ends at once", DaemonProbes::crashes),
            same("7", "`smart-attach-daemon2`, kill -9", DaemonProbes::daemonized),
            same("8", "`smart-attach-daemon=F,3`, no pidfile comes", DaemonProbes::withoutPidfile),
            same("9", "`uid=1000,gid=1001,chdir=/`", DaemonProbes::identity),
            same("10", "`touch`, the first of two files", DaemonProbes::touched),
            same("11", "`ns_pid`", DaemonProbes::namespace),
            same("12", "`cron`: which entries run today", DaemonProbes::cronFields),
            same("12a", "`cron2=harakiri=1`", DaemonProbes::cronHarakiri),
            same("12b", "mistakes", DaemonProbes::mistakes));

    @TempDir
    static Path directory;

    private static @Nullable SideBySide sides;

    private static Entry same(String number, String subject, DaemonProbes.Steps steps) {
        return new Entry(number, subject, "", DaemonProbes.of(steps));
    }

    /** Runs the daemons through a start, a reload and a stop of a server, and tells what was seen. */
    private static List<String> observe(String server, Path folder) throws Exception {
        Path probe = Files.writeString(folder.resolve("probe"), """
                #!/bin/sh
                same=no
                [ "$(ps -o pgid= -p $$ | tr -d ' ') $(ps -o sid= -p $$ | tr -d ' ')" = "$$ $$" ] && same=yes
                for signal in 1 2 3 10 12 15; do trap "echo signal $signal >> $1; exit" $signal; done
                echo "up stdin=$(readlink /proc/$$/fd/0) own group and session=$same reloads=$UWSGI_RELOADS" >> $1
                while :; do sleep 0.05; done
                """);
        assertThat(probe.toFile().setExecutable(true)).isTrue();
        Path plain = folder.resolve("plain");
        Path special = folder.resolve("special");
        Path pidfile = folder.resolve("memcached.pid");
        List<String> seen = new ArrayList<>();
        List<String> command = List.of(
                server,
                "--master",
                "--processes",
                "0",
                "--die-on-term",
                "--http-socket",
                "127.0.0.1:0",
                "--attach-daemon",
                "exec " + probe + " " + plain,
                "--attach-daemon2",
                "cmd=exec " + probe + " " + special + ",reloadsignal=12,stopsignal=3",
                "--smart-attach-daemon",
                pidfile + " memcached -u root -s " + folder.resolve("socket") + " -d -P " + pidfile);
        long smart = 0;
        try (ServerProcess instance = ServerProcess.start(folder, Map.of(), command)) {
            awaitText(plain, "reloads=0");
            awaitText(special, "reloads=0");
            awaitText(pidfile, "\n");
            smart = Long.parseLong(Files.readString(pidfile).strip());
            instance.signal("HUP");
            awaitText(plain, "reloads=1");
            awaitText(special, "reloads=1");
            instance.awaitLine("found valid/active pidfile for ");
            seen.add("smart daemon kept: " + Files.readString(pidfile).strip().equals("" + smart));
            instance.signal("TERM");
            ServerProcess.awaitGone(instance.pid());
            seen.add("smart daemon alive: " + ProcessHandle.of(smart).isPresent());
        } finally {
            ProcessHandle.of(smart).ifPresent(ProcessHandle::destroyForcibly);
        }
        seen.addAll(Files.readAllLines(plain));
        seen.addAll(Files.readAllLines(special));
        return seen;
    }

    private static void awaitText(Path file, String text) throws Exception {
        ProcessLook.await(
                file + " has " + text,
                () -> Files.exists(file) && Files.readString(file).contains(text));
    }

    @BeforeAll
    static void start() throws Exception {
        Programs.require("uwsgi", "uwsgi-core");
        Programs.require("memcached", "memcached");
        sides = new SideBySide(directory, "probes-daemons.md", PROBES);
    }

    @AfterAll
    static void stop() throws Exception {
        if (sides != null) {
            sides.close();
        }
    }

    private static SideBySide sides() {
        if (sides == null) {
            throw new IllegalStateException("the probes have not been started");
        }
        return sides;
    }

    @TestFactory
    Stream<?> both_servers_do_the_same_or_differ_for_a_reason() {
        return sides().tests();
    }

    @Test
    void the_page_has_a_row_for_each_probe() throws Exception {
        sides().checkPage("""
                        # Probes of daemons and cron

                        What a real uWSGI 2.0.21 and jwsgi do, side by side. Each row is run against both by `DaemonsSideBySideIT`, which also writes this page
                        (`-Djwsgi.probes=write`) and fails when it is stale. The word `uWSGI` stands for either product, `P` for a pid.
                        """);
    }
}
