package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hooks that change what the whole machine shares, mounts and the host's name, and hooks of jails. The instances have a mount namespace and a
 * name of their own, so that the machine of the test keeps its.
 */
class HostHooksIT {
    private static final List<String> UNSHARE = List.of("unshare", "-m", "-u");

    @TempDir
    Path directory;

    @BeforeEach
    void needRoot() throws Exception {
        List<String> probe = new ArrayList<>(UNSHARE);
        probe.add("true");
        if (new ProcessBuilder(probe).start().waitFor() != 0) {
            System.err.println("SKIPPED: HostHooksIT needs root and the right to make namespaces");
            abort("needs root and the right to make namespaces");
        }
    }

    private ServerProcess start(String... more) throws Exception {
        List<String> command = new ArrayList<>(UNSHARE);
        command.addAll(List.of(
                ServerProcess.distribution().resolve("bin/jwsgi").toString(),
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe")));
        command.addAll(List.of(more));
        return ServerProcess.start(directory, Map.of(), command);
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectory(directory.resolve(name)).toRealPath();
    }

    @Test
    void mounts_and_unmounts_in_every_phase() throws Exception {
        Path source = folder("source");
        Path bound = folder("bound");
        Path late = folder("late");
        Path brief = folder("brief");
        try (ServerProcess server = start(
                "--master",
                "--hook-asap=mount:tmpfs none " + source + " nodev,nosuid size=1m",
                "--hook-asap=wait_for_mountpoint:" + source,
                "--hook-asap=mkdir:" + source + "/deep",
                "--hook-asap=write:" + source + "/file in memory",
                "--mount-asap=tmpfs none " + source + "/deep",
                "--exec-asap=grep -c ' " + source + "' /proc/self/mounts | sed 's/^/mounted: /'",
                "--mount-pre-jail=none " + source + " " + bound + " bind",
                "--mount-pre-jail=tmpfs none " + brief,
                "--umount-pre-jail=" + brief + " detach",
                "--mount-in-jail=none " + source + " " + bound + " bind,remount,ro",
                "--umount-in-jail=" + source + " rec",
                "--mount-as-root=tmpfs none " + late + " noexec size=1m",
                "--mount-as-root=tmpfs none " + brief,
                "--umount-as-root=" + brief)) {
            server.awaitReady();
            server.awaitLine("mounted: 2");
            assertThat(server.lines())
                    .containsSubsequence(
                            "mounting \"tmpfs none " + source + "/deep\" (asap)...",
                            "un-mounting \"" + brief + " detach\" (pre-jail)...",
                            "un-mounting \"" + source + " rec\" (in-jail)...",
                            "un-mounting \"" + brief + "\" (as root)...");
            String mounts = Files.readString(Path.of("/proc/" + server.pid() + "/mounts"));
            assertThat(mounts)
                    .containsPattern(" " + bound + " tmpfs ro,.*size=1024k")
                    .containsPattern(" " + late + " tmpfs rw,noexec,.*size=1024k")
                    .doesNotContain(source.toString())
                    .doesNotContain(brief.toString());
            assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/root" + bound + "/file")))
                    .isEqualTo("in memory");
            assertThat(bound).isEmptyDirectory(); // out here
        }
    }

    @Test
    void a_mount_or_its_end_that_fails_ends_the_start() throws Exception {
        Path there = folder("there");
        for (String hook : List.of(
                "--mount-as-root=tmpfs none " + directory.resolve("missing"),
                "--mount-asap=nosuchfs none " + there,
                "--umount-asap=" + there)) {
            try (ServerProcess server = start(hook)) {
                assertThat(server.awaitExit()).describedAs(hook).isEqualTo(1);
                server.awaitLine("FATAL hook failed, destroying instance");
            }
        }
    }

    @Test
    void names_the_host() throws Exception {
        try (ServerProcess server =
                start("--hook-as-root=hostname:named-by-hook", "--exec-pre-app=echo \"name: $(uname -n)\"")) {
            server.awaitLine("name: named-by-hook");
        }
        assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname"))).doesNotContain("named-by-hook");
    }

    @Test
    void changes_the_jail_from_inside_before_the_instance_is_there() throws Exception {
        Path there = folder("there");
        String report = "$(uname -n) $FROM_JAIL\"";
        try (ServerProcess server = start(
                "--master",
                "--unshare=uts,fs",
                "--exec-asap=echo \"asap: " + report,
                "--exec-pre-jail=echo \"before: " + report,
                "--hook-post-jail=hostname:jailed-by-hook",
                "--hook-post-jail=putenv:FROM_JAIL=jail",
                "--mount-post-jail=tmpfs none " + there,
                "--exec-in-jail=echo \"inside: " + report,
                "--hook-accepting=exec:echo \"worker: " + report)) {
            server.awaitLine("worker: jailed-by-hook jail");
            String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            assertThat(server.lines())
                    .containsSubsequence("asap: " + host + " ", "before: " + host + " ", "inside: jailed-by-hook jail");
            assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/mounts")))
                    .containsPattern(" " + there + " tmpfs ");
            server.signal("HUP");
            server.awaitLine("asap: jailed-by-hook jail"); // what it was started with is gone, the jail is not
            server.awaitLines("worker: jailed-by-hook", 2);
            assertThat(server.lines())
                    .filteredOn(line -> line.endsWith("(pre-jail)...") || line.endsWith("(post-jail)..."))
                    .hasSize(4);
        }
    }

    @Test
    void tells_hooks_outside_of_the_jail_who_is_in_it() throws Exception {
        try (ServerProcess server =
                start("--master", "--unshare=pid", "--exec-post-jail=echo \"outside: $UWSGI_JAIL_PID\"")) {
            server.awaitReady();
            String waiting = server.awaitLine("waiting for jailed master (pid: ");
            String pid = waiting.replaceAll("\\D+", "");
            server.awaitLine("outside: " + pid);
        }
    }

    @Test
    void hooks_of_the_jail_end_the_start() throws Exception {
        for (String[] options : new String[][] {
            {"7", "--jailed", "--hook-post-jail=exit:7", "--hook-in-jail=exit:5"},
            {"6", "--unshare=uts", "--hook-post-jail=exit:6"},
            {"1", "--unshare=uts", "--exec-post-jail=false"},
            {"5", "--hook-post-jail=exit:7", "--hook-in-jail=exit:5"}, // nothing is jailed
        }) {
            try (ServerProcess server = start(Arrays.copyOfRange(options, 1, options.length))) {
                assertThat(server.awaitExit())
                        .describedAs(List.of(options).toString())
                        .isEqualTo(Integer.parseInt(options[0]));
            }
        }
    }
}
