package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks at the phases of real instances, with real files, commands and failures. */
class HooksIT {
    private static final List<String> OF_WORKERS = List.of("post-fork", "pre-app", "post-app", "accepting");

    @TempDir
    Path directory;

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe")));
        arguments.addAll(List.of(more));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    /** Returns what hooks said, in the order of the log; each is marked so that no other line is taken for one. */
    private static List<String> said(ServerProcess server) {
        return server.lines().stream()
                .filter(line -> line.startsWith("hook: "))
                .map(line -> line.substring(6))
                .toList();
    }

    private static List<String> inEveryPhase() {
        List<String> arguments = new ArrayList<>();
        for (String phase : List.of(
                "asap",
                "pre-jail",
                "in-jail",
                "as-root",
                "as-user",
                "pre-app",
                "post-app",
                "master-start",
                "post-fork",
                "accepting",
                "accepting-once",
                "accepting1",
                "accepting1-once",
                "as-user-atexit")) {
            arguments.add("--hook-" + phase + "=print:hook: " + phase);
        }
        return arguments;
    }

    @Test
    void runs_every_phase_in_its_process_and_again_after_a_reload() throws Exception {
        List<String> arguments = inEveryPhase();
        arguments.addAll(List.of("--master", "--processes", "2"));
        try (ServerProcess server = start(arguments.toArray(String[]::new))) {
            server.awaitLines("hook: accepting1-once", 2); // the announcement quotes it, too
            server.awaitLines("spawned jwsgi worker", 2);
            server.awaitLines("hook: accepting-once", 4);
            List<String> first = said(server);
            assertThat(first)
                    .containsSubsequence(
                            "asap",
                            "pre-jail",
                            "in-jail",
                            "as-root",
                            "as-user",
                            "post-fork",
                            "pre-app",
                            "post-app",
                            "accepting",
                            "accepting-once")
                    .containsSubsequence("as-user", "master-start");
            assertThat(first).filteredOn("asap"::equals).hasSize(1);
            assertThat(first).filteredOn("as-root"::equals).hasSize(1);
            assertThat(first).filteredOn("as-user"::equals).hasSize(1);
            for (String phase : OF_WORKERS) {
                assertThat(first).filteredOn(phase::equals).describedAs(phase).hasSize(2);
            }
            assertThat(first).filteredOn("accepting1"::equals).hasSize(1);

            long worker = pidOf(server.awaitLine("spawned jwsgi worker 1 "));
            ServerProcess.signal(worker, "KILL");
            server.awaitLines("hook: accepting1", 6); // with those of accepting1-once
            assertThat(said(server)).filteredOn("accepting"::equals).hasSize(3);
            assertThat(said(server)).filteredOn("accepting-once"::equals).hasSize(2);
            assertThat(said(server)).filteredOn("accepting1"::equals).hasSize(2);
            assertThat(said(server)).filteredOn("accepting1-once"::equals).hasSize(1);

            server.signal("HUP");
            server.awaitLine("binary reloading jwsgi");
            server.awaitLines("hook: accepting-once", 8);
            server.awaitLines("hook: accepting1-once", 4);
            List<String> all = said(server);
            List<String> second = all.subList(all.indexOf("as-user-atexit"), all.size());
            assertThat(second)
                    .startsWith("as-user-atexit", "asap", "in-jail", "as-root", "as-user")
                    .doesNotContain("pre-jail");
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(said(server)).filteredOn("as-user-atexit"::equals).hasSize(2);
            assertThat(said(server).getLast()).isEqualTo("as-user-atexit");
        }
    }

    @Test
    void runs_families_in_order_and_keeps_secrets() throws Exception {
        try (ServerProcess server = start(
                "--exec-asap=echo hook: exec",
                "--hook-asap=print:hook: first",
                "--hook-asap=!print:hook: secret",
                "--call-asap=getpid",
                "--call-asap=no_such_function",
                "--hook-pre-app=callintret:abs 0",
                "--hook-as-user-atexit=exec:false",
                "--exec-as-user-atexit=echo hook: bye")) {
            server.awaitReady();
            server.signal("TERM");
            server.awaitExit();
            assertThat(said(server)).containsExactly("first", "secret", "exec", "bye");
            assertThat(server.lines())
                    .containsSubsequence(
                            "running \"print:hook: first\" (asap)...",
                            "running --- PRIVATE HOOK --- (asap)...",
                            "running \"echo hook: exec\" (asap)...",
                            "unable to call function \"no_such_function\"",
                            "running \"exec:false\" (atexit)...",
                            "command \"false\" exited with non-zero code: 1");
        }
    }

    @Test
    void changes_real_files_and_the_surroundings_of_workers() throws Exception {
        Files.createDirectory(directory.resolve("sub"));
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(directory.resolve("read").toFile())
                .start();
        try (ServerProcess server = start(
                "--master",
                "--hook-asap=spinningfifo:" + pipe + " spun",
                "--hook-asap=putenv:FROM_HOOK=to worker",
                "--hook-asap=cd:sub",
                "--hook-asap=mkdir:made",
                "--hook-asap=sticky:made",
                "--hook-asap=writen:made/file first line",
                "--hook-asap=append:made/file and",
                "--hook-asap=appendn:made/file  more",
                "--hook-asap=appendn:made/file",
                "--hook-asap=chmod:made/file 640",
                "--hook-asap=create:gone",
                "--hook-asap=unlink:gone",
                "--hook-asap=safeexec:false",
                "--hook-asap=wait_for_file:made/file",
                "--hook-asap=exec:test \"$FROM_HOOK\" = 'to worker'",
                "--wait-for-dir=made",
                "--hook-post-fork=exec:echo \"hook: $FROM_HOOK in $(pwd)\"")) {
            server.awaitReady();
            server.awaitLine("hook: to worker in " + directory.toRealPath().resolve("sub"));
        }
        Path made = directory.resolve("sub/made");
        assertThat(Files.readString(made.resolve("file"))).isEqualTo("first line\nand more\n\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("file"))))
                .isEqualTo("rw-r-----");
        assertThat((Integer) Files.getAttribute(made, "unix:mode") & 01000).isNotZero();
        assertThat(directory.resolve("sub/gone")).doesNotExist();
        assertThat(reader.waitFor()).isZero();
        assertThat(directory.resolve("read")).hasContent("spun");
    }

    @Test
    void gives_a_sole_process_the_variables_of_its_first_hooks() throws Exception {
        try (ServerProcess server = start("--hook-asap=putenv:FROM_HOOK=sole", "--hook-asap=print:hook: once")) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(said(server)).containsExactly("once");
            assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/environ")))
                    .contains("FROM_HOOK=sole\0");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
        }
    }

    @Test
    void names_all_mistakes_before_anything_runs() throws Exception {
        try (ServerProcess server = start(
                "--hook-asap=print:hook: ran",
                "--hook-pre-jail=nocolon",
                "--hook-accepting=nosuchverb:x",
                "--hook-as-user=chmod:file",
                "--mount-as-root=none /a /b bind,nonsense")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(String.join("\n", server.lines()))
                    .contains("hook-pre-jail: invalid hook syntax, must be hook:args")
                    .contains("hook-accepting: hook action not found: nosuchverb")
                    .contains("hook-as-user: invalid hook chmod syntax, must be: <file> <mode>")
                    .contains("mount-as-root: unknown mount flag \"nonsense\"");
            assertThat(said(server)).isEmpty();
        }
    }

    @Test
    void ends_when_a_hook_fails_or_says_so() throws Exception {
        for (String hook : List.of("--hook-asap=exec:exit 3", "--exec-as-user=exit 3", "--hook-pre-app=exec:exit 3")) {
            try (ServerProcess server = start(hook)) {
                assertThat(server.awaitExit()).describedAs(hook).isEqualTo(1);
                server.awaitLine("command \"exit 3\" exited with non-zero code: 3");
                server.awaitLine("FATAL hook failed, destroying instance");
            }
        }
        for (String hook : List.of("--hook-asap=exit:5", "--hook-as-root=exit:05", "--hook-pre-app=exit:5")) {
            if (hook.contains("root") && !isRoot()) {
                continue;
            }
            try (ServerProcess server = start(hook)) {
                assertThat(server.awaitExit()).describedAs(hook).isEqualTo(5);
            }
        }
        try (ServerProcess server = start("--hook-asap=exit:")) {
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void a_worker_whose_hook_fails_takes_the_instance_down_with_code_0() throws Exception {
        for (String hook : List.of("--hook-post-fork=exec:false", "--hook-master-start=exec:false")) {
            try (ServerProcess server = start("--master", hook)) {
                assertThat(server.awaitExit()).describedAs(hook).isZero();
                server.awaitLine("FATAL hook failed, destroying instance");
                server.awaitLine("goodbye to jwsgi.");
            }
        }
    }

    @Test
    void drops_privileges_between_root_and_user() throws Exception {
        if (!isRoot()) {
            System.err.println("SKIPPED: only root has privileges to drop");
            abort("only root has privileges to drop");
        }
        try (ServerProcess server = start(
                "--master",
                "--uid=nobody",
                "--exec-as-root=echo hook: root $(id -u)",
                "--hook-as-root=chown:" + directory + " nobody nogroup",
                "--exec-as-user=echo hook: user $(id -u)",
                "--hook-accepting=exec:echo hook: worker $(id -u)")) {
            server.awaitLine("hook: worker 65534");
            assertThat(said(server)).containsExactly("root 0", "user 65534", "worker 65534");
            server.awaitLine("running \"echo hook: user $(id -u)\" (as uid: 65534 gid: 0) ...");
            assertThat(Files.getOwner(directory).getName()).isEqualTo("nobody");
        }
        for (String who : List.of("--master-as-root", "--drop-after-apps")) {
            try (ServerProcess server = start(
                    "--master",
                    "--uid=nobody",
                    who,
                    "--exec-as-user=echo hook: user $(id -u)",
                    "--hook-accepting=exec:echo hook: worker $(id -u)")) {
                server.awaitLine("hook: worker 65534");
                assertThat(said(server)).describedAs(who).containsExactly("user 65534", "worker 65534");
            }
        }
    }

    @Test
    void waits_for_interfaces_and_gives_up_in_time() throws Exception {
        try (ServerProcess server = start(
                "--hook-asap=wait_for_interface:lo",
                "--hook-asap=wait_for_interface:nosuch0",
                "--wait-for-interface-timeout=0")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.lines())
                    .containsSubsequence(
                            "waiting for lo (max 0 seconds) ...",
                            "lo found",
                            "waiting for nosuch0 (max 0 seconds) ...",
                            "nosuch0 unavailable after 0 seconds");
        }
        try (ServerProcess server = start(
                "--wait-for-fs=" + directory.resolve("never"), "--wait-for-fs-timeout=0", "--wait-for-iface=lo")) {
            if (isRoot()) { // like all hooks of root, it waits for nothing as anybody else
                assertThat(server.awaitExit()).isEqualTo(1);
                assertThat(server.lines())
                        .containsSubsequence("lo found", directory.resolve("never") + " unavailable after 0 seconds");
            } else {
                server.awaitReady();
            }
        }
    }

    @Test
    void has_a_c_function_handle_a_signal() throws Exception {
        try (ServerProcess server = start("--hook-accepting=unix_signal:23 _exit")) {
            server.awaitReady();
            server.signal("URG"); // blocked otherwise; the function gets its number, 23 on Linux
            assertThat(server.awaitExit()).isEqualTo(23);
        }
        try (ServerProcess server = start("--hook-asap=unix_signal:23 no_such_function")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            server.awaitLine("unable to call function \"no_such_function\"");
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static long pidOf(String line) {
        int start = line.indexOf("pid: ") + 5;
        int end = start;
        while (end < line.length() && Character.isDigit(line.charAt(end))) {
            end++;
        }
        return Long.parseLong(line.substring(start, end));
    }
}
