package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an Emperor is told and tells: its commands, its hooks, its name and its pid file. */
class EmperorOrdersIT {
    private static final int TENANT = 20_003;

    /** Sends one datagram: four bytes and the pairs that follow. */
    private static final String SENDER = """
            import socket, struct, sys
            body = b''.join(struct.pack('<H', len(a)) + a for a in (t.encode() for t in sys.argv[2:]))
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
                s.sendto(struct.pack('<BHB', 0, len(body), 0) + body, sys.argv[1])
            """;

    /** Plays a service manager: shows each datagram. */
    private static final String MANAGER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print('listening')
            while True:
                print(repr(s.recv(65536).decode()))
            """;

    /** Plays a vassal: says that it is there, and shows what it is told. */
    private static final String VASSAL = """
            #!/bin/sh
            printf '\\001\\005' >&3
            while :; do
                word=$(dd bs=1 count=1 <&3 2>/dev/null | od -An -tu1 | tr -d ' ')
                echo "$2 told '$word'"
                case $word in 0 | '') exit 0 ;; esac
            done
            """;

    @TempDir
    Path directory;

    private Path vassals = Path.of("");
    private Path program = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        vassals = Files.createDirectory(directory.resolve("vassals"));
        program = Files.writeString(directory.resolve("vassal.sh"), VASSAL);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ServerProcess emperor(String... arguments) throws Exception {
        List<String> all =
                new ArrayList<>(List.of("--emperor", vassals.toString(), "--emperor-wrapper", program.toString()));
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    private static void send(Path socket, String... texts) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "-c", SENDER, socket.toString()));
        command.addAll(List.of(texts));
        Process sender = new ProcessBuilder(command).inheritIO().start();
        assertThat(sender.waitFor()).isZero();
    }

    @Test
    void takes_commands_under_its_name_and_lets_vassals_wait_for_them() throws Exception {
        Programs.require("python3", "python3");
        Files.writeString(vassals.resolve("a.ini"), "");
        Files.writeString(vassals.resolve("free.ini"), "");
        Path socket = directory.resolve("commands");
        Path pidfile = directory.resolve("emperor.pid");
        try (ServerProcess emperor = emperor(
                "--emperor-command-socket",
                socket.toString(),
                "--emperor-wait-for-command",
                "--emperor-wait-for-command-ignore",
                "free.ini",
                "--emperor-procname",
                "the old Emperor",
                "--emperor-pidfile",
                pidfile.toString())) {
            emperor.awaitLine("*** Emperor command socket enabled on " + socket + " ***");
            emperor.awaitLine("a.ini -> \"wait-for-command\" instance detected, waiting for the spawn command ...");
            emperor.awaitLine("[emperor] vassal free.ini is ready to accept requests");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(pidfile)).isEqualTo(emperor.pid() + "\n");
            assertThat(Files.readString(Path.of("/proc/" + emperor.pid() + "/cmdline")))
                    .startsWith("the old Emperor");

            send(socket, "cmd", "spawn", "vassal", "a.ini");
            emperor.awaitLine("[emperor] received command \"spawn\" for vassal a.ini");
            emperor.awaitLine("[emperor] vassal a.ini is ready to accept requests");
            send(socket, "command", "respawn", "vassal", "a.ini");
            emperor.awaitLine("a.ini told '1'");
            send(socket, "cmd", "log", "msg", "Mahlzeit");
            emperor.awaitLine("[emperor] message for vassal -: Mahlzeit");
            send(socket);
            emperor.awaitLine("[emperor] cannot obey a command: it has neither cmd nor command");
            send(socket, "cmd", "stop", "vassal", "a.ini");
            emperor.awaitLine("a.ini told '0'");
            emperor.awaitLines("a.ini -> \"wait-for-command\" instance detected", 2);
            assertThat(emperor.count("vassal a.ini is ready")).isEqualTo(1);
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void tells_the_service_manager_when_it_is_ready_and_whom_it_governs() throws Exception {
        Programs.require("python3", "python3");
        Path socket = directory.resolve("notify");
        Files.writeString(vassals.resolve("a.ini"), "");
        try (ServerProcess manager =
                ServerProcess.start(directory, Map.of(), List.of("python3", "-u", "-c", MANAGER, socket.toString()))) {
            manager.awaitLine("listening");
            try (ServerProcess emperor = ServerProcess.jwsgi(
                    directory,
                    Map.of("NOTIFY_SOCKET", socket.toString()),
                    "--emperor",
                    vassals.toString(),
                    "--emperor-wrapper",
                    program.toString())) {
                manager.awaitLine("'STATUS=initializing jwsgi\\n'");
                manager.awaitLine("'STATUS=jwsgi is ready\\nREADY=1\\n'");
                manager.awaitLine("'STATUS=The Emperor is governing 1 vassals\\n'");
                Files.delete(vassals.resolve("a.ini"));
                manager.awaitLine("'STATUS=The Emperor is governing 0 vassals\\n'");
                emperor.signal("TERM");
                manager.awaitLine("'STATUS=The Emperor is buried.\\n'");
                assertThat(emperor.awaitExit()).isZero();
            }
            try (ServerProcess instance = ServerProcess.jwsgi(
                    directory,
                    Map.of("NOTIFY_SOCKET", socket.toString()),
                    "--master",
                    "--http-socket",
                    "127.0.0.1:0",
                    "--jwsgi",
                    Programs.app("Probe"))) {
                manager.awaitLines("'STATUS=jwsgi is ready\\nREADY=1\\n'", 2);
                instance.signal("HUP");
                manager.awaitLines("'STATUS=jwsgi is ready\\nREADY=1\\n'", 3);
                instance.signal("INT");
                assertThat(instance.awaitExit()).isZero();
            }
        }
    }

    @Test
    void runs_hooks_on_every_step_of_a_vassals_way() throws Exception {
        Process probe = new ProcessBuilder("unshare", "-m", "-u", "true").start();
        if (probe.waitFor() != 0) {
            System.err.println("SKIPPED: hooks in namespaces need root and the right to make namespaces");
            abort("needs root and the right to make namespaces");
        }
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        tenant("a.ini");
        Path waiting = tenant("b.ini");
        Files.writeString(vassals.resolve("b.ini.at"), directory + "/b.sock\n");
        try (ServerProcess emperor = emperor(
                "--emperor-tyrant",
                "--emperor-use-clone",
                "fs,uts",
                "--emperor-on-demand-extension",
                ".at",
                "--hook-as-emperor-before-vassal",
                "exec:echo before $UWSGI_VASSAL_CONFIG: $(id -u) on $(hostname)",
                "--hook-as-vassal-before-drop",
                "exec:hostname vassal.test; echo shaped: $(id -u) on $(hostname)",
                "--hook-as-vassal",
                "exec:echo in place: $(id -u) on $(hostname)",
                "--hook-as-emperor-setns",
                "exec:echo $UWSGI_VASSAL_PID is inside: $(id -u) on $(hostname)",
                "--hook-as-on-demand-vassal",
                "exec:echo $UWSGI_VASSAL_CONFIG waits",
                "--hook-as-on-config-vassal",
                "exec:echo $UWSGI_VASSAL_CONFIG has changed")) {
            emperor.awaitLine("before a.ini: 0 on " + host);
            emperor.awaitLine("shaped: 0 on vassal.test");
            emperor.awaitLine("in place: " + TENANT + " on vassal.test");
            assertThat(emperor.awaitLine(" is inside: 0 on vassal.test")).matches("[0-9]+ is inside: .*");
            emperor.awaitLine("[emperor] vassal a.ini is ready to accept requests");
            emperor.awaitLine("b.ini waits");
            Files.setLastModifiedTime(waiting, FileTime.from(Instant.now().plusSeconds(5)));
            emperor.awaitLine("b.ini has changed");
            assertThat(emperor.count("before b.ini")).isZero();
            assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip())
                    .isEqualTo(host);
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
        }
    }

    @Test
    void kills_a_start_hook_that_hangs_when_its_vassal_is_to_end() throws Exception {
        int port = Programs.freePort();
        Path hook = Files.writeString(directory.resolve("hook.sh"), """
                #!/bin/sh
                [ -e "%s/fixed" ] && exit 0
                sleep 1002 &
                echo hook $$ and its child $!
                wait
                """.formatted(directory));
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(vassals.resolve("a.ini.at"), "127.0.0.1:" + port + "\n");
        Path file = Files.writeString(vassals.resolve("a.ini"), "");
        Path socket = directory.resolve("stats");
        try (ServerProcess emperor = emperor(
                "--emperor-stats",
                socket.toString(),
                "--emperor-on-demand-extension",
                ".at",
                "--emperor-curse-tolerance",
                "2",
                "--vassals-start-hook",
                hook.toString())) {
            String waiting = "a.ini -> \"on demand\" instance detected, waiting for connections";
            emperor.awaitLine(waiting);
            try (Socket client = new Socket("127.0.0.1", port)) {
                String[] pids = emperor.awaitLine(" and its child ")
                        .replaceAll("[^0-9 ]", "")
                        .strip()
                        .split(" +");
                Files.delete(file);
                emperor.awaitLine("[emperor] vassal a.ini was to end and a hook before its start did not");
                for (String pid : pids) {
                    ServerProcess.awaitGone(Long.parseLong(pid));
                }
                emperor.awaitLine("[emperor] removed jwsgi instance a.ini");
                InputStream answer = client.getInputStream();
                assertThatThrownBy(answer::read)
                        .as("nobody answers on a socket that is closed")
                        .isInstanceOf(SocketException.class);
            }
            assertThat(new EmperorLook(socket).stats().getAsNumber("failed_starts"))
                    .isEqualTo(1);
            Files.createFile(directory.resolve("fixed"));
            Files.writeString(file, "");
            emperor.awaitLines(waiting, 2);
            new Socket("127.0.0.1", port).close();
            emperor.awaitLine("[emperor] vassal a.ini is ready to accept requests");
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
        }
    }

    @Test
    void tries_a_vassal_on_the_blacklist_again_when_its_file_changes() throws Exception {
        Path file = Files.writeString(vassals.resolve("a.ini"), "broken");
        Files.writeString(program, "#!/bin/sh\ngrep -q broken \"$2\" && exit 1\n" + VASSAL.substring(10));
        try (ServerProcess emperor = emperor("--emperor-throttle", "600000", "--emperor-max-throttle", "36000000")) {
            emperor.awaitLine("[emperor] removed jwsgi instance a.ini");
            Files.writeString(file, "mended");
            emperor.awaitLine("[emperor] vassal a.ini is on the blacklist and has changed: trying it again");
            emperor.awaitLine("[emperor] vassal a.ini is ready to accept requests");
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
        }
    }

    private Path tenant(String name) throws Exception {
        Path file = Files.writeString(vassals.resolve(name), "");
        Files.setAttribute(file, "unix:uid", TENANT);
        Files.setAttribute(file, "unix:gid", TENANT);
        return file;
    }
}
