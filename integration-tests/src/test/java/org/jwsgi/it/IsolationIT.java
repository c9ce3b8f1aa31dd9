package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance sees and may do, looked at from inside and from outside. Needs root and namespaces. */
class IsolationIT {
    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void needRoot() throws Exception {
        Process probe = new ProcessBuilder("unshare", "-m", "-p", "-u", "-i", "-n", "-f", "true").start();
        if (probe.waitFor() != 0) {
            System.err.println("SKIPPED: IsolationIT needs root and the right to make namespaces");
            abort("needs root and the right to make namespaces");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = Files.createDirectories(directory.resolve("root"));
        Files.copy(Path.of(Programs.app("Inside")), root.resolve("Inside.java"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void namespaces_of_its_own_and_no_privileges() throws Exception {
        String here = link(ProcessHandle.current().pid(), "uts");
        try (ServerProcess server = jwsgi(
                "--master",
                "--http-socket",
                "app.sock",
                "--chmod-socket=666",
                "--unshare",
                "fs,ipc,pid,uts,net",
                "--uid",
                "nobody",
                "--gid",
                "nogroup",
                "--pidfile",
                directory.resolve("pid").toString(),
                "--jwsgi",
                root.resolve("Inside.java").toString())) {
            server.awaitLine("spawned jwsgi worker 1 ");
            long master = server.children().getFirst();
            long worker = child(master);
            assertIsolated(master, worker);
            assertThat(link(server.pid(), "uts")).isEqualTo(here);
            Path socket = directory.resolve("app.sock");
            assertThat(get(socket, "file=/proc/net/dev")).contains("lo:").doesNotContain("eth");
            assertThat(get(socket, "file=/proc/self/status")).contains("CapEff:\t0000000000000000");
            // Only now: the master changes its user while its first worker starts.
            assertThat(status(master)).contains("NSpid:\t" + master + "\t1\n").contains("Uid:\t65534\t");
            run("nsenter", "--target", Long.toString(master), "--uts", "hostname", "jailed.example");
            assertThat(get(socket, "run=hostname")).isEqualTo("jailed.example\n");
            assertThat(run("hostname")).isNotEqualTo("jailed.example\n");
            assertThat(Files.readString(directory.resolve("pid"))).isEqualTo("1\n");
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            ServerProcess.awaitGone(master);
        }
    }

    private static void assertIsolated(long master, long worker) throws IOException {
        for (String kind : List.of("mnt", "ipc", "pid", "uts", "net")) {
            assertThat(link(worker, kind)).as(kind).isEqualTo(link(master, kind));
            assertThat(link(worker, kind))
                    .as(kind)
                    .isNotEqualTo(link(ProcessHandle.current().pid(), kind));
        }
    }

    @Test
    void a_jail_has_its_own_root_processes_and_host_name() throws Exception {
        for (String name : List.of("bin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(name), Path.of("usr/" + name));
        }
        Files.createDirectory(directory.resolve("kept"));
        Files.writeString(directory.resolve("kept/file"), "seen");
        try (ServerProcess server = jwsgi(
                "--master",
                "--http-socket",
                "/app.sock",
                "--chmod-socket=666",
                "--namespace",
                root + ":jailed.example",
                "--namespace-keep-mount",
                "/usr",
                "--namespace-keep-mount",
                directory.resolve("kept") + ":/inside",
                "--namespace-net",
                "jail",
                "--uid",
                "65534",
                "--jwsgi",
                "/Inside.java")) {
            server.awaitLine("spawned jwsgi worker 1 ");
            Path socket = root.resolve("app.sock");
            assertThat(get(socket, "run=hostname")).isEqualTo("jailed.example\n");
            assertThat(run("hostname")).isNotEqualTo("jailed.example\n");
            String processes = get(socket, "run=ps,ax,-o,pid=,-o,comm=");
            assertThat(processes.lines().filter(line -> line.contains("java"))).hasSize(2);
            assertThat(processes).contains(" 1 java").doesNotContain("systemd").doesNotContain("init");
            long master = server.children().getFirst();
            long worker = child(master);
            assertIsolated(master, worker);
            assertThat(run("ps", "-o", "uid=,comm=", "-p", Long.toString(worker))
                            .strip())
                    .isEqualTo("65534 java");
            assertThat(processes.lines().map(String::strip)).doesNotContain(worker + " java");
            assertThat(get(socket, "file=/proc/self/status")).contains("CapEff:\t0000000000000000", "NSpid:\t");
            assertThat(get(socket, "file=/inside/file")).isEqualTo("seen");
            assertThat(get(socket, "list=/"))
                    .contains("/Inside.java")
                    .doesNotContain("/old_root")
                    .doesNotContain("/root");
            assertThat(get(socket, "file=/proc/net/dev")).contains("lo:").doesNotContain("eth");
            assertReadOnly(master, ServerProcess.distribution().toRealPath());
            assertReadOnly(master, Path.of(System.getProperty("java.home")).toRealPath());
            ServerProcess.signal(master, "KILL");
            server.awaitLine("starting it again");
            server.awaitLines("spawned jwsgi worker 1 ", 2);
            assertThat(get(socket, "run=hostname")).isEqualTo("jailed.example\n");
            long second = server.children().getFirst();
            server.signal("KILL");
            ServerProcess.awaitGone(second);
        }
    }

    @Test
    void the_old_root_stays_in_reach_where_pivot_root_has_put_it() throws Exception {
        Files.createDirectory(root.resolve("old"));
        run("mount", "--bind", root.toString(), root.toString());
        try (ServerProcess server = jwsgi(
                "--master",
                "--http-socket",
                "/app.sock",
                "--pivot-root",
                root + " " + root.resolve("old"),
                "--unshare2",
                "uts",
                "--refork-as-root",
                "--jwsgi",
                "/Inside.java")) {
            server.awaitLine("spawned jwsgi worker 1 ");
            Path socket = root.resolve("app.sock");
            assertThat(get(socket, "list=/")).contains("/Inside.java").doesNotContain("/etc");
            assertThat(get(socket, "file=/old/proc/sys/kernel/ostype")).isEqualTo("Linux\n");
            assertThat(server.children()).hasSize(1);
            long master = server.children().getFirst();
            assertThat(link(master, "uts")).isNotEqualTo(link(server.pid(), "uts"));
            assertThat(link(master, "net")).isEqualTo(link(server.pid(), "net"));
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            ServerProcess.awaitGone(master);
        } finally {
            run("umount", root.toString());
        }
    }

    @Test
    void an_empty_directory_as_root() throws Exception {
        try (ServerProcess server = jwsgi(
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--chroot",
                root.toString(),
                "--uid",
                "65534",
                "--jwsgi",
                "/Inside.java")) {
            server.awaitLine("spawned jwsgi worker 1 ");
            int port = server.awaitPort();
            assertThat(get(port, "list=/")).contains("/Inside.java", "/dev").doesNotContain("/proc", "/etc");
            assertThat(get(port, "file=/etc/passwd")).contains("NoSuchFileException");
            server.signal("HUP");
            server.awaitLines("spawned jwsgi worker 1 ", 2);
            assertThat(get(port, "list=/")).contains("/Inside.java");
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
        }
        assertThat(Files.list(root.resolve("dev")).map(Path::toFile)).allMatch(file -> file.length() == 0);
    }

    @Test
    void capabilities_limits_and_processors() throws Exception {
        try (ServerProcess server = jwsgi(
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--processes",
                "2",
                "--uid",
                "nobody",
                "--gid",
                "nogroup",
                "--add-gid",
                "adm",
                "--cap",
                "setgid,7,nonsense",
                "--no-new-privs",
                "--prio",
                "5",
                "--max-fd",
                "777",
                "--limit-nproc",
                "5000",
                "--limit-as",
                "16000",
                "--jvm-opt=-Xmx64m",
                "--cpu-affinity",
                "1",
                "--file-write",
                directory.resolve("written") + "=a=b",
                "--jwsgi",
                root.resolve("Inside.java").toString())) {
            server.awaitLine("[security] unknown capability: nonsense");
            server.awaitLines("spawned jwsgi worker ", 2);
            server.awaitLine("mapping worker 2 to CPUs: ");
            int port = server.awaitPort();
            String status = get(port, "file=/proc/self/status");
            assertThat(status)
                    .contains("CapPrm:\t00000000000000c0", "CapEff:\t00000000000000c0", "NoNewPrivs:\t1")
                    .contains("Uid:\t65534\t65534", "Groups:\t4 \n");
            assertThat(status).containsPattern("Cpus_allowed_list:\t[0-9]+\n");
            assertThat(get(port, "run=cat,/proc/self/status")).contains("CapEff:\t0000000000000000");
            // Capabilities are a thread's own: of the master's, the one that starts workers has them.
            assertThat(threads(server.pid())).contains("CapEff:\t00000000000000c0");
            assertThat(status(server.pid())).contains("Uid:\t65534", "NoNewPrivs:\t1");
            String limits = get(port, "file=/proc/self/limits").replaceAll(" +", " ");
            assertThat(limits)
                    .contains("Max open files 777 777", "Max processes 5000 5000")
                    .contains("Max address space 16777216000 16777216000");
            assertThat(get(port, "run=ps,-o,nice=,-p,1").strip()).isNotEqualTo("5");
            assertThat(get(port, "run=sh,-c,nice").strip()).isEqualTo("5");
            assertThat(Files.readString(directory.resolve("written"))).isEqualTo("a=b\n");
        }
    }

    @Test
    void only_workers_change_their_user() throws Exception {
        try (ServerProcess server = jwsgi(
                "--master", "--http-socket", "127.0.0.1:0", "--master-as-root", "--uid", "nobody", "--jwsgi", app())) {
            server.awaitLine("spawned jwsgi worker 1 ");
            int port = server.awaitPort();
            assertThat(status(server.pid())).contains("Uid:\t0\t0");
            assertThat(get(port, "file=/proc/self/status")).contains("Uid:\t65534\t65534\t65534");
            assertThat(get(port, "loaded=")).contains("Uid:\t65534");
        }
        try (ServerProcess server = jwsgi(
                "--master", "--http-socket", "127.0.0.1:0", "--drop-after-apps", "--uid", "nobody", "--jwsgi", app())) {
            server.awaitLine("spawned jwsgi worker 1 ");
            int port = server.awaitPort();
            assertThat(get(port, "file=/proc/self/status")).contains("Uid:\t65534\t65534\t65534");
            assertThat(get(port, "loaded=")).contains("Uid:\t0\t0");
        }
    }

    @Test
    void one_instance_enters_the_namespaces_of_another() throws Exception {
        Path offer = directory.resolve("offer.sock");
        try (ServerProcess first = jwsgi(
                "--master",
                "--http-socket",
                "first.sock",
                "--unshare",
                "uts,ipc",
                "--refork",
                "--setns-socket",
                offer.toString(),
                "--setns-preopen",
                "--setns-socket-skip",
                "mnt",
                "--setns-skip",
                "user",
                "--jwsgi",
                app())) {
            first.awaitLine("spawned jwsgi worker 1 ");
            try (ServerProcess second =
                    jwsgi("--http-socket", "second.sock", "--setns", offer.toString(), "--jwsgi", app())) {
                second.awaitLine("spawned jwsgi worker 1 ");
                assertThat(first.children()).hasSize(1);
                long master = first.children().getFirst();
                assertThat(link(master, "uts")).isNotEqualTo(link(first.pid(), "uts"));
                assertThat(link(second.pid(), "uts")).isEqualTo(link(master, "uts"));
                assertThat(link(second.pid(), "ipc")).isEqualTo(link(master, "ipc"));
                assertThat(link(second.pid(), "mnt"))
                        .isEqualTo(link(ProcessHandle.current().pid(), "mnt"));
            }
        }
    }

    @Test
    void a_control_group_holds_the_whole_process() throws Exception {
        Path machine = Path.of("/sys/fs/cgroup/unified");
        machine = Files.exists(machine) ? machine : Path.of("/sys/fs/cgroup");
        if (!Files.isWritable(machine) || Files.notExists(machine.resolve("cgroup.procs"))) {
            System.err.println("SKIPPED: no writable control groups of version 2 at " + machine);
            abort("no writable control groups of version 2 at " + machine);
        }
        Path group = machine.resolve("jwsgi-" + ProcessHandle.current().pid());
        try (ServerProcess server = jwsgi(
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--cgroup",
                group.toString(),
                "--cgroup-opt",
                "cgroup.max.depth=3",
                "--cgroup-opt",
                "cgroup.max.descendants:7",
                "--cgroup-dir-mode",
                "710",
                "--refork-post-jail",
                "--jwsgi",
                app())) {
            server.awaitLine("assigned process " + server.pid() + " to cgroup ");
            server.awaitLine("spawned jwsgi worker 1 ");
            String line = "0::/" + group.getFileName();
            assertThat(get(server.awaitPort(), "file=/proc/self/cgroup")).contains(line);
            assertThat(server.children()).hasSize(1);
            for (long pid : List.of(server.pid(), server.children().getFirst())) {
                assertThat(Files.readString(Path.of("/proc/" + pid + "/cgroup")))
                        .contains(line);
            }
            assertThat(group.resolve("cgroup.max.depth")).hasContent("3");
            assertThat(group.resolve("cgroup.max.descendants")).hasContent("7");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(group)))
                    .isEqualTo("rwx--x---");
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
        } finally {
            awaitRemoved(group);
        }
    }

    @Test
    void mistakes_end_the_start_with_the_known_lines() throws Exception {
        assertFails("unknown namespace subsystem: bogus", "--unshare", "bogus");
        assertFails("[security] empty capabilities mask !!!", "--cap", "bogus");
        assertFails("user bogus not found.", "--uid", "bogus");
        assertFails("chroot(): no such file or directory", "--chroot", "/no/where");
        assertFails("invalid pivot_root syntax", "--pivot_root", "/only/one");
        assertFails("cannot connect to /no/where", "--setns", "/no/where");
        assertFails("cannot mount /no/where on /no/where: no such", "--ns", "/no/where", "--ns-net", "jail");
    }

    /** As under uWSGI, which binds as the user unless an option makes it change its user later. */
    @Test
    void socket_files_belong_to_whom_uwsgi_gives_them() throws Exception {
        assertOwner("65534:65534", "--uid", "nobody", "--gid", "nogroup");
        assertOwner("65534:0", "--uid", "nobody");
        assertOwner("0:0", "--uid", "nobody", "--master-as-root");
        assertOwner("0:0", "--uid", "nobody", "--drop-after-init");
        assertOwner("0:0", "--uid", "nobody", "--drop-after-apps");
        assertOwner("0:4", "--uid", "nobody", "--chown-socket", "root:adm");
    }

    private void assertOwner(String owner, String... arguments) throws Exception {
        Path socket = directory.resolve("owned.sock");
        Files.deleteIfExists(socket);
        List<String> all = new ArrayList<>(List.of("--master", "--socket", socket.toString(), "--jwsgi", app()));
        all.addAll(List.of(arguments));
        try (ServerProcess server = jwsgi(all.toArray(String[]::new))) {
            server.awaitLine("spawned jwsgi worker 1 ");
            assertThat(Files.getAttribute(socket, "unix:uid") + ":" + Files.getAttribute(socket, "unix:gid"))
                    .as(String.join(" ", arguments))
                    .isEqualTo(owner);
        }
    }

    /** Not even root may write to what was carried into a jail. */
    private static void assertReadOnly(long jailed, Path folder) throws Exception {
        Process touch = new ProcessBuilder(
                        "nsenter", "-t", Long.toString(jailed), "-m", "-r", "/usr/bin/touch", folder + "/written")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(touch.getInputStream().readAllBytes())).contains("ead-only file system");
        assertThat(touch.waitFor()).isNotZero();
    }

    private void assertFails(String line, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--http-socket", "127.0.0.1:0", "--jwsgi", app()));
        all.addAll(List.of(arguments));
        try (ServerProcess server = jwsgi(all.toArray(String[]::new))) {
            assertThat(server.awaitExit()).as(line).isEqualTo(1);
            assertThat(String.join("\n", server.lines())).contains(line);
        }
    }

    private ServerProcess jwsgi(String... arguments) throws IOException {
        return ServerProcess.jwsgi(directory, Map.of(), arguments);
    }

    private String app() {
        return root.resolve("Inside.java").toString();
    }

    private static String get(int port, String query) throws Exception {
        return HttpClient.get(port, "/?" + query).text();
    }

    private static String get(Path socket, String query) throws Exception {
        return run("curl", "-s", "--unix-socket", socket.toString(), "http://localhost/?" + query);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return output;
    }

    private static String link(long pid, String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString();
    }

    private static String status(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/status"));
    }

    private static long child(long pid) {
        return ProcessHandle.of(pid)
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static String threads(long pid) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                all.append(Files.readString(thread.resolve("status")));
            }
        }
        return all.toString();
    }

    /** A group cannot be removed until the kernel has done with its last process. */
    private static void awaitRemoved(Path group) throws IOException {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (Files.exists(group)) {
            try {
                Files.delete(group);
            } catch (FileSystemException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }
}
