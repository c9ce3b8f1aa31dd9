package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Emperor over tenants who do not trust each other, one of whom is hostile. Needs root. */
class TyrantIT {
    private static final int ALICE = 20_001;
    private static final int MALLORY = 20_002;
    private static final int EMPEROR = 20_000;

    @TempDir
    Path directory;

    private Path vassals = Path.of("");
    private Path app = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            System.err.println("SKIPPED: TyrantIT needs root");
            abort("needs root");
        }
        mode(directory, "rwxr-xr-x");
        vassals = mode(Files.createDirectory(directory.resolve("vassals")), "rwxr-xr-x");
        app = mode(Files.copy(Path.of(Programs.app("Inside")), directory.resolve("Inside.java")), "rw-r--r--");
    }

    private static Path mode(Path path, String mode) throws Exception {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static Path own(Path path, int uid) throws Exception {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        return path;
    }

    /** Gives a tenant a file, which nobody else may read. */
    private static Path tenant(Path file, int uid, String text) throws Exception {
        return own(mode(Files.writeString(file, text), "rw-------"), uid);
    }

    private String serving(int port) {
        return "[uwsgi]\nhttp-socket = 127.0.0.1:" + port + "\njwsgi = " + app + "\n";
    }

    private ServerProcess emperor(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--emperor", vassals.toString(), "--emperor-tyrant"));
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    private static String inside(int port, String question) throws Exception {
        return HttpClient.get(port, "/?" + question).text();
    }

    @Test
    void tenants_run_as_themselves_and_a_file_that_changes_hands_runs_as_its_new_owner() throws Exception {
        int alice = Programs.freePort();
        Path file = tenant(vassals.resolve("alice.ini"), ALICE, serving(alice));
        Files.writeString(vassals.resolve("root.ini"), "[uwsgi]\n");
        Files.setAttribute(own(Files.writeString(vassals.resolve("half.ini"), ""), ALICE), "unix:gid", 0);
        try (ServerProcess emperor = emperor("--emperor-cap", "setgid,nonsense")) {
            emperor.awaitLine("[security] unknown capability: nonsense");
            emperor.awaitLine("[emperor-tyrant] invalid permissions for vassal root.ini");
            emperor.awaitLine("[emperor-tyrant] invalid permissions for vassal half.ini");
            emperor.awaitLine(
                    "[emperor-tyrant] dropping privileges to " + ALICE + " " + ALICE + " for instance alice.ini");
            emperor.awaitLine("capabilities applied for vassal alice.ini (pid: ");
            emperor.awaitLine("[emperor] vassal alice.ini is ready to accept requests");
            String status = inside(alice, "file=/proc/self/status");
            assertThat(status)
                    .contains("Uid:\t" + ALICE + "\t" + ALICE + "\t" + ALICE + "\t" + ALICE + "\n")
                    .contains("Gid:\t" + ALICE + "\t" + ALICE + "\t" + ALICE + "\t" + ALICE + "\n")
                    .containsPattern("Groups:\\s*\n")
                    .contains("CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000140");

            own(file, MALLORY);
            emperor.awaitLine(
                    "[emperor-tyrant] !!! permissions of vassal alice.ini changed. stopping the instance... !!!");
            emperor.awaitLine("[emperor-tyrant] dropping privileges to " + MALLORY + " " + MALLORY);
            emperor.awaitLines("[emperor] vassal alice.ini is ready to accept requests", 2);
            assertThat(inside(alice, "run=id,-u")).isEqualTo(MALLORY + "\n");
        }
    }

    @Test
    void a_hostile_tenant_gets_nothing() throws Exception {
        int alice = Programs.freePort();
        Path secret = tenant(vassals.resolve("alice.ini"), ALICE, serving(alice) + "set-placeholder = word=hush\n");
        Path home = own(mode(Files.createDirectory(directory.resolve("mallory")), "rwxr-xr-x"), MALLORY);
        // A link of her own to what is not hers would run it under a name that she has chosen.
        own(Files.createSymbolicLink(vassals.resolve("link.ini"), secret), MALLORY);
        // The operator's link into her home, where she has put a link of her own.
        own(Files.createSymbolicLink(home.resolve("app.ini"), secret), MALLORY);
        Files.createSymbolicLink(vassals.resolve("home.ini"), home.resolve("app.ini"));
        // What only root may read.
        Path shadow = mode(Files.writeString(directory.resolve("private.ini"), "root:hush\n"), "rw-------");
        own(Files.createSymbolicLink(vassals.resolve("shadow.ini"), shadow), MALLORY);
        tenant(vassals.resolve("include.ini"), MALLORY, "[uwsgi]\ninclude = " + shadow + "\n");
        Path fifo = vassals.resolve("fifo.ini");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        own(fifo, MALLORY);
        Path huge = tenant(vassals.resolve("huge.ini"), MALLORY, "");
        try (FileChannel hole = FileChannel.open(huge, StandardOpenOption.WRITE)) {
            hole.write(ByteBuffer.wrap(new byte[] {'\n'}), (1L << 30) - 1);
        }
        mode(tenant(vassals.resolve("open.ini"), ALICE, serving(alice)), "rw-rw-rw-");
        tenant(vassals.resolve("two\nlines.ini"), MALLORY, "");
        tenant(vassals.resolve("uid.ini"), MALLORY, "[uwsgi]\nuid = 0\n");
        try (ServerProcess emperor = emperor()) {
            String refused = "[emperor-tyrant] vassal %s is not started: %s";
            String hers = " belongs to user " + MALLORY + ", not to user " + ALICE;
            emperor.awaitLine(refused.formatted("link.ini", "the link " + vassals.toRealPath() + "/link.ini" + hers));
            emperor.awaitLine(refused.formatted("home.ini", "the folder " + home.toRealPath() + hers));
            emperor.awaitLine(refused.formatted("fifo.ini", "it is no regular file"));
            emperor.awaitLine(refused.formatted("open.ini", "anybody may write " + vassals.toRealPath() + "/open.ini"));
            emperor.awaitLine("[emperor-tyrant] invalid permissions for vassal shadow.ini");
            emperor.awaitLine("realpath() of huge.ini failed: it is larger than 64 MiB");
            emperor.awaitLine("realpath() of " + shadow + " failed: Permission denied");
            emperor.awaitLine("cannot setuid() as non-root user");
            emperor.awaitLine("[emperor] vassal alice.ini is ready to accept requests");
            assertThat(inside(alice, "run=id,-u")).isEqualTo(ALICE + "\n");

            // Nobody but a folder's owner may rename what is in it: as long as that does not hold, nobody new is
            // started.
            mode(vassals, "rwxrwxrwx");
            tenant(vassals.resolve("late.ini"), ALICE, "[uwsgi]\n");
            emperor.awaitLine(refused.formatted("late.ini", "anybody may rename files in " + vassals.toRealPath()));
            assertThat(inside(alice, "run=id,-u")).isEqualTo(ALICE + "\n");
            assertThat(emperor.lines())
                    .noneMatch(line -> line.contains("hush"))
                    .noneMatch(line -> line.startsWith("lines.ini") || line.contains("instance two"));
            assertThat(emperor.count("dropping privileges to " + ALICE + " ")).isEqualTo(1);
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
        }
    }

    @Test
    void a_tenant_whose_vassal_runs_cannot_have_the_file_of_another_run_under_its_name() throws Exception {
        int alice = Programs.freePort();
        int mallory = Programs.freePort();
        Path others = mode(Files.createDirectory(directory.resolve("others")), "rwxr-xr-x");
        Path victim = tenant(others.resolve("alice.ini"), ALICE, serving(alice));
        Path home = own(mode(Files.createDirectory(directory.resolve("mallory")), "rwxr-xr-x"), MALLORY);
        Path app = tenant(home.resolve("app.ini"), MALLORY, serving(mallory));
        Files.createSymbolicLink(vassals.resolve("x.ini"), app);
        try (ServerProcess emperor = emperor("--emperor-freq", "1")) {
            emperor.awaitLine("[emperor] vassal x.ini is ready to accept requests");
            long vassal = Long.parseLong(inside(mallory, "link=/proc/self"));
            ServerProcess.signal(vassal, "STOP"); // it does not end when it is told to
            Files.move(app, home.resolve("kept.ini"));
            own(Files.createSymbolicLink(app, victim), MALLORY);
            emperor.awaitLine("[emperor-tyrant] vassal x.ini is not started: the folder " + home.toRealPath()
                    + " belongs to user " + MALLORY + ", not to user " + ALICE);
            emperor.awaitLine("[emperor] stop the jwsgi instance x.ini");
            ServerProcess.signal(vassal, "KILL");
            emperor.awaitLine("[emperor] removed jwsgi instance x.ini");
            Files.move(home.resolve("kept.ini"), app, StandardCopyOption.REPLACE_EXISTING);
            emperor.awaitLines("[emperor] vassal x.ini is ready to accept requests", 2);
            assertThat(inside(mallory, "run=id,-u")).isEqualTo(MALLORY + "\n");
            assertThat(emperor.count("dropping privileges to " + ALICE + " ")).isZero();
        }
    }

    @Test
    void a_paranoid_emperor_is_nobody_and_still_rules() throws Exception {
        int alice = Programs.freePort();
        Path file = tenant(vassals.resolve("alice.ini"), ALICE, serving(alice));
        try (ServerProcess emperor = emperor(
                "--uid",
                "" + EMPEROR,
                "--gid",
                "" + EMPEROR,
                "--cap",
                "setgid,setuid",
                "--emperor-curse-tolerance",
                "1")) {
            emperor.awaitLine("[emperor] vassal alice.ini is ready to accept requests");
            assertThat(Files.readString(Path.of("/proc/" + emperor.pid() + "/status")))
                    .contains("Uid:\t" + EMPEROR + "\t" + EMPEROR);
            // Capabilities are each thread's own: those that start programs have just these two, all others none.
            assertThat(permitted(emperor.pid())).containsExactly("0000000000000000", "00000000000000c0");
            assertThat(inside(alice, "file=/proc/self/status"))
                    .contains("Uid:\t" + ALICE + "\t" + ALICE)
                    .containsPattern("Groups:\\s*\n")
                    .contains(
                            "CapInh:\t0000000000000000",
                            "CapPrm:\t0000000000000000",
                            "CapEff:\t0000000000000000",
                            "CapAmb:\t0000000000000000");
            // It may not signal others, but it may become them.
            long vassal = Long.parseLong(inside(alice, "link=/proc/self"));
            ServerProcess.signal(vassal, "STOP");
            Files.delete(file);
            emperor.awaitLine("[emperor] removed jwsgi instance alice.ini");
            ServerProcess.awaitGone(vassal);
        }
    }

    /** Returns the capabilities of the threads of a process, each set once. */
    private static Set<String> permitted(long pid) throws Exception {
        Set<String> masks = new TreeSet<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                try {
                    Files.readAllLines(thread.resolve("status")).stream()
                            .filter(line -> line.startsWith("CapPrm:"))
                            .forEach(line -> masks.add(line.substring(8)));
                } catch (IOException e) {
                    // It has ended since the list was made.
                }
            }
        }
        return masks;
    }

    @Test
    void an_emperor_without_the_right_starts_nobody() throws Exception {
        tenant(vassals.resolve("alice.ini"), ALICE, "[uwsgi]\n");
        try (ServerProcess emperor = emperor("--uid", "" + EMPEROR, "--gid", "" + EMPEROR)) {
            emperor.awaitLine("[emperor] cannot start vassal alice.ini: cannot set groups: operation not permitted");
        }
        try (ServerProcess emperor = emperor("--emperor-cap", "nonsense")) {
            emperor.awaitLine("[security] empty capabilities mask !!!");
            assertThat(emperor.awaitExit()).isEqualTo(1);
        }
        try (ServerProcess emperor = emperor("--emperor-use-clone", "fs,moon")) {
            emperor.awaitLine("unknown namespace subsystem: moon");
            assertThat(emperor.awaitExit()).isEqualTo(1);
        }
        try (ServerProcess emperor = emperor("--emperor-collect-attribute", "key")) {
            emperor.awaitLine("emperor-collect-attribute cannot be used with emperor-tyrant");
            assertThat(emperor.awaitExit()).isEqualTo(1);
        }
    }
}
