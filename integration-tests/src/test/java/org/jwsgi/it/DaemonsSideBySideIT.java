package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same daemons under uWSGI and jwsgi: what they find and which signals they get must be the same. */
class DaemonsSideBySideIT {
    @TempDir
    Path directory;

    /** Runs the daemons through a start, a reload and a stop of a server, and tells what was seen. */
    private List<String> observe(String server) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(Path.of(server).getFileName()));
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

    @Test
    void daemons_cannot_tell_the_servers_apart() throws Exception {
        Programs.require("uwsgi", "uwsgi");
        Programs.require("memcached", "memcached");
        List<String> uwsgi = observe("uwsgi");
        assertThat(uwsgi)
                .hasSize(10)
                .contains("smart daemon kept: true", "smart daemon alive: true", "signal 12", "signal 3");
        assertThat(observe(ServerProcess.distribution().resolve("bin/jwsgi").toString()))
                .isEqualTo(uwsgi);
    }
}
