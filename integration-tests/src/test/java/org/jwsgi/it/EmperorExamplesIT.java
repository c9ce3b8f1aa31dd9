package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked examples of uWSGI's page on the Emperor, with apps of our own. */
class EmperorExamplesIT {
    @TempDir
    Path directory;

    private Path vassals = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        vassals = Files.createDirectory(directory.resolve("vassals"));
        for (String name : new String[] {"app1", "app2"}) {
            Path folder = Files.createDirectory(directory.resolve(name));
            Files.copy(Path.of(Programs.app("Inside")), folder.resolve("Inside.java"));
        }
    }

    private String ask(String app, String question) throws Exception {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(directory.resolve(app + ".sock")));
            channel.write(StandardCharsets.US_ASCII.encode("GET /?" + question + " HTTP/1.0\r\n\r\n"));
            StringBuilder answer = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer.clear()) >= 0) {
                answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
            }
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private static void awaitServing(ServerProcess emperor, String... names) throws Exception {
        for (String name : names) {
            emperor.awaitLine("[emperor] vassal " + name + " is ready to accept requests");
        }
    }

    @Test
    void one_template_behind_links_that_are_reloaded_one_by_one() throws Exception {
        Files.writeString(
                vassals.resolve("app.skel"),
                "[uwsgi]\nchdir = " + directory + "/%n\nhttp-socket = " + directory
                        + "/%n.sock\njwsgi = Inside.java\n");
        Files.createSymbolicLink(vassals.resolve("app1.ini"), Path.of("app.skel"));
        Files.createSymbolicLink(vassals.resolve("app2.ini"), Path.of("app.skel"));
        try (ServerProcess emperor =
                ServerProcess.jwsgi(directory, "--emperor", vassals.toString(), "--emperor-nofollow")) {
            awaitServing(emperor, "app1.ini", "app2.ini");
            for (String app : new String[] {"app1", "app2"}) {
                assertThat(ask(app, "link=/proc/self/cwd"))
                        .isEqualTo(directory.resolve(app).toRealPath().toString());
            }
            Process touch = new ProcessBuilder(
                            "touch",
                            "--no-dereference",
                            "--date=+5 seconds",
                            vassals.resolve("app1.ini").toString())
                    .start();
            assertThat(touch.waitFor()).isZero();
            emperor.awaitLines("[emperor] vassal app1.ini is ready to accept requests", 2);
            assertThat(ask("app1", "link=/proc/self/cwd")).endsWith("/app1");
            assertThat(emperor.count("[emperor] reload the jwsgi instance app1.ini"))
                    .isEqualTo(1);
            assertThat(emperor.count("[emperor] reload the jwsgi instance app2.ini"))
                    .isZero();
        }
    }

    @Test
    void options_for_all_vassals_from_the_emperors_configuration_and_environment() throws Exception {
        for (String app : new String[] {"app1", "app2"}) {
            Files.writeString(
                    vassals.resolve(app + ".ini"), "[uwsgi]\njwsgi = " + directory + "/" + app + "/Inside.java\n");
        }
        try (ServerProcess emperor = ServerProcess.jwsgi(
                directory,
                Map.of("UWSGI_VASSAL_HTTP_SOCKET", directory + "/%n.sock"),
                "--emperor",
                vassals.toString(),
                "--vassal-set",
                "master=true",
                "--vassal-set",
                "processes=2")) {
            awaitServing(emperor, "app1.ini", "app2.ini");
            emperor.awaitLines("spawned jwsgi worker 2 ", 2);
            assertThat(ask("app1", "link=/proc/self/cwd"))
                    .isEqualTo(vassals.toRealPath().toString());
            assertThat(ask("app2", "link=/proc/self/cwd"))
                    .isEqualTo(vassals.toRealPath().toString());
        }
    }

    @Test
    void an_included_file_that_uses_placeholders_of_its_vassal() throws Exception {
        Path defaults = Files.writeString(
                directory.resolve("vassals-default.ini"),
                "[uwsgi]\nhttp-socket = " + directory + "/%(vassal_name).sock\njwsgi = " + directory
                        + "/%(vassal_name)/Inside.java\nchdir = " + directory + "/%(vassal_name)\n");
        Files.writeString(vassals.resolve("app1.ini"), "[uwsgi]\nvassal_name = %n\n");
        Files.writeString(vassals.resolve("app2.ini"), "[uwsgi]\nvassal_name = %n\n");
        try (ServerProcess emperor = ServerProcess.jwsgi(
                directory, "--emperor", vassals.toString(), "--vassals-include", defaults.toString())) {
            awaitServing(emperor, "app1.ini", "app2.ini");
            assertThat(ask("app1", "link=/proc/self/cwd")).endsWith("/app1");
            assertThat(ask("app2", "link=/proc/self/cwd")).endsWith("/app2");
        }
    }

    @Test
    void namespaces_in_which_a_vassal_has_its_host_name_and_sees_its_processes_alone() throws Exception {
        Process probe = new ProcessBuilder("unshare", "-m", "-p", "-u", "-i", "-n", "-f", "true").start();
        if (probe.waitFor() != 0) {
            System.err.println("SKIPPED: namespaces of vassals need root and the right to make namespaces");
            abort("needs root and the right to make namespaces");
        }
        String mounts = Files.readString(Path.of("/proc/self/mounts"));
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname"));
        Files.writeString(vassals.resolve("app1.ini"), """
                [uwsgi]
                exec-as-root = hostname foobar
                exec-as-root = umount /proc
                exec-as-root = mount -t proc none /proc
                uid = nobody
                gid = nogroup
                http-socket = %1$s/app1.sock
                chmod-socket = 666
                jwsgi = %1$s/app1/Inside.java
                """.formatted(directory));
        try (ServerProcess emperor = ServerProcess.jwsgi(
                directory,
                "--emperor",
                vassals.toString(),
                "--emperor-use-clone",
                "fs,ipc,pid,uts,net",
                "--vassals-start-hook",
                "/bin/echo",
                "--exec-as-vassal",
                "echo born as $(readlink /proc/self/ns/uts)")) {
            emperor.awaitLine("[emperor] app1.ini start-hook returned 0");
            String uts = emperor.awaitLine("born as uts:").substring("born as ".length());
            awaitServing(emperor, "app1.ini");
            assertThat(ask("app1", "file=/proc/sys/kernel/hostname")).isEqualTo("foobar\n");
            assertThat(ask("app1", "link=/proc/self/ns/uts")).isEqualTo(uts);
            assertThat(ask("app1", "run=id,-un")).isEqualTo("nobody\n");
            assertThat(ask("app1", "file=/proc/net/dev")).contains("lo:").doesNotContain("eth");
            assertThat(ask("app1", "run=ps,ax,-o,pid=,-o,comm=").lines().map(String::strip))
                    .first()
                    .asString()
                    .startsWith("1 ");
            assertThat(ask("app1", "run=ps,ax,-o,pid=").lines()).hasSizeLessThan(5);
            assertThat(ask("app1", "link=/proc/self")).isEqualTo("1");
            assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname"))).isEqualTo(host);
            assertThat(Files.readString(Path.of("/proc/self/mounts"))).isEqualTo(mounts);
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
        }
    }

    @Test
    void another_program_in_the_place_of_a_vassal_that_is_told_when_to_stop() throws Exception {
        Path program = Files.writeString(directory.resolve("funny"), """
                #!/bin/sh
                echo "funny $* as $(id -un)"
                printf '\\005' >&$UWSGI_EMPEROR_FD
                word=$(dd bs=1 count=1 <&$UWSGI_EMPEROR_FD 2>/dev/null | od -An -tu1 | tr -d ' ')
                echo "told $word"
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        boolean root = "root".equals(System.getProperty("user.name"));
        String user = root ? "nobody" : System.getProperty("user.name");
        Path file = Files.writeString(
                vassals.resolve("funny.ini"),
                "[uwsgi]\n" + (root ? "uid = nobody\ngid = nogroup\nunshare = net\n" : "")
                        + "unprivileged-binary-patch = " + program + "\n");
        try (ServerProcess emperor = ServerProcess.jwsgi(directory, "--emperor", vassals.toString())) {
            emperor.awaitLine("funny --ini funny.ini as " + user);
            emperor.awaitLine("[emperor] vassal funny.ini is ready to accept requests");
            Files.delete(file);
            emperor.awaitLine("told 0");
            emperor.awaitLine("[emperor] removed jwsgi instance funny.ini");
        }
    }

    @Test
    void a_vassal_with_users_of_its_own_is_root_of_nothing_but_them() throws Exception {
        Process probe = new ProcessBuilder("unshare", "--user", "--map-root-user", "true").start();
        if (probe.waitFor() != 0) {
            System.err.println("SKIPPED: user namespaces of vassals need the right to make them");
            abort("needs the right to make user namespaces");
        }
        Files.writeString(
                vassals.resolve("app1.ini"),
                "[uwsgi]\nexec-as-root = hostname foobar\nhttp-socket = " + directory + "/app1.sock\njwsgi = "
                        + directory + "/app1/Inside.java\n");
        try (ServerProcess emperor = ServerProcess.jwsgi(
                directory, "--emperor", vassals.toString(), "--emperor-use-clone", "user,uts,pid")) {
            awaitServing(emperor, "app1.ini");
            assertThat(ask("app1", "run=id,-u")).isEqualTo("0\n");
            assertThat(ask("app1", "file=/proc/sys/kernel/hostname")).isEqualTo("foobar\n");
            assertThat(ask("app1", "file=/proc/self/uid_map").strip()).matches("0\\s+\\d+\\s+1");
            assertThat(ask("app1", "link=/proc/self/ns/user"))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/user"))
                            .toString());
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
        }
    }
}
