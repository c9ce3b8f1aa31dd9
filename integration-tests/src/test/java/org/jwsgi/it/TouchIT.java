package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions that a touched file, or a change in the file system, starts in a running instance. */
class TouchIT {
    @TempDir
    Path directory;

    private void touch(String name) throws Exception {
        Path file = directory.resolve(name);
        if (Files.exists(file)) {
            FileTime last = Files.getLastModifiedTime(file);
            Files.setLastModifiedTime(file, FileTime.fromMillis(last.toMillis() + 2000));
        } else {
            Files.createFile(file);
        }
    }

    @Test
    void every_option_acts_on_creation_touch_and_removal() throws Exception {
        Path log = directory.resolve("app.log");
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe"),
                "--logto",
                log.toString(),
                "--log-backupname",
                directory.resolve("backup.log").toString(),
                "--touch-reload",
                "reload",
                "--touch-workers-reload",
                "workers",
                "--touch-chain-reload",
                "chain",
                "--touch-logrotate",
                "rotate",
                "--touch-logreopen",
                "reopen",
                "--touch-exec",
                "exec echo touched on $((40 + 2))",
                "--hook-touch",
                "hook appendn:touched by hook")) {
            awaitLog(log, "spawned jwsgi worker 1 ");
            awaitLog(log, "unable to stat() exec, events will be triggered as soon as the file is created");
            touch("exec");
            awaitLog(log, "[jwsgi-touch-exec] running echo touched on $((40 + 2))");
            awaitLog(log, "touched on 42");
            awaitLog(log, "exited with code 0");
            touch("hook");
            awaitLog(log, "running \"appendn:touched by hook\" (touch)...");
            ProcessLook.await("the hook writes", () -> Files.exists(directory.resolve("touched")));
            touch("reopen");
            awaitLog(log, "app.log reopened.");
            touch("workers");
            awaitLog(log, "*** workers has been touched... workers reload !!! ***");
            awaitLog(log, "Respawned jwsgi worker 1 ");
            touch("chain");
            awaitLog(log, "*** chain has been touched... chain reload !!! ***");
            awaitLog(log, "chain reloading complete");
            touch("reload");
            awaitLog(log, "*** reload has been touched... grace them all !!! ***");
            awaitLog(log, "gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
            ProcessLook.await(
                    "the next image has looked at the files",
                    () -> Files.readString(log).split("unable to stat\\(\\) rotate", -1).length == 3);
            Files.delete(directory.resolve("reload"));
            ProcessLook.await(
                    "the removal reloads as well", () -> Files.readString(log).split("grace them all", -1).length == 3);
            ProcessLook.await(
                    "the second reload is done",
                    () -> Files.readString(log).split("unable to stat\\(\\) reload", -1).length == 3);
            touch("rotate");
            ProcessLook.await("the log is rotated", () -> Files.exists(directory.resolve("backup.log")));
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void a_change_of_a_watched_file_reloads() throws Exception {
        Path watched = Files.writeString(directory.resolve("watched"), "old");
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe"),
                "--fs-reload",
                watched.toString())) {
            server.awaitLine("[jwsgi-fsmon] registered monitor for \"" + watched + "\"");
            Files.writeString(watched, "new");
            server.awaitLine("[jwsgi-fsmon] detected event on \"" + watched + "\"");
            server.awaitLine("...gracefully killing workers...");
            server.awaitLine("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
        }
    }

    private static void awaitLog(Path log, String text) throws Exception {
        ProcessLook.await(
                "the log contains '" + text + "'",
                () -> Files.exists(log) && Files.readString(log).contains(text));
    }
}
