package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alarms: what raises them, how they are delivered, and what a bad one does to the instance, which is nothing. */
class AlarmIT {
    @TempDir
    Path directory;

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Alarmed"), "--die-on-term"));
        arguments.addAll(List.of(more));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    private static void get(int port, String path, String query) throws Exception {
        assertThat(HttpClient.get(port, path + '?' + URLEncoder.encode(query, StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void log_lines_applications_and_hooks_raise_alarms() throws Exception {
        Path file = directory.resolve("F");
        try (ServerProcess server = start(
                "--alarm-list",
                "--alarm",
                "l1 log:PFX",
                "--alarm",
                "c1 cmd:cat >> F",
                "--alarm",
                "echo cmd:sed 's/^/again /'",
                "--alarm-backlog",
                "nobody",
                "--not-log-alarm",
                "c1 harmless",
                "--log-alarm",
                "c1,echo ^TRIG",
                "--log-alarm",
                "l1 TRIG two",
                "--hook-accepting",
                "alarm:l1 worker accepts",
                "--hook-master-start",
                "alarm:l1 master starts")) {
            server.awaitLine("*** jwsgi loaded alarms ***");
            server.awaitLine("[jwsgi-alarm] alarm-backlog: there is no alarm \"nobody\"");
            int port = server.awaitPort();
            server.awaitLine(" - ALARM: PFX master starts");
            server.awaitLine(" - ALARM: PFX worker accepts");
            get(port, "/log", "xx TRIG zero");
            get(port, "/log", "TRIG harmless");
            get(port, "/log", "TRIG one");
            server.awaitLine("[jwsgi-alarm echo] again TRIG one");
            get(port, "/log", "TRIG two");
            server.awaitLine(" - ALARM: PFX TRIG two");
            server.awaitLine("[jwsgi-alarm echo] again TRIG two");
            LogFiles.await(file, "TRIG two\n");
            get(port, "/alarm", "l1,from the app");
            server.awaitLine(" - ALARM: PFX from the app");
            get(port, "/alarm", "none,nobody hears this");
            server.awaitLine("[jwsgi-alarm] there is no alarm \"none\"");
            assertThat(Files.readString(file)).isEqualTo("TRIG one\nTRIG two\n");
            assertThat(server.count("- ALARM: PFX TRIG")).isEqualTo(1);
            assertThat(server.lines()).contains("cmd", "log", "--- end of alarms list ---");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--alarm | x | invalid alarm syntax: x",
                "--alarm | x y | invalid alarm syntax: x y",
                "--alarm | x nosuch:type | invalid alarm: x nosuch:type",
                "--alarm | x signal:256 | invalid alarm: x signal:256 (\"256\" is not the number of a signal, 0 to 255)",
                "--log-alarm | x | invalid log-alarm syntax: x",
                "--log-alarm | x y | invalid log-alarm: x y",
                "--log-alarm | a,x y | invalid log-alarm: a,x y",
                "--log-alarm | a (y | invalid log-alarm: a (y",
                "--alarm-fd | a x | invalid alarm-fd syntax: a x",
                "--alarm-fd | x 0 m | unable to find alarm \"x\"",
                "--alarm-fd | a 777 m | cannot watch descriptor 777: it is not open",
            })
    void a_bad_definition_ends_the_start(String option, String value, String line) throws Exception {
        try (ServerProcess server = start("--alarm", "a log:", option, value)) {
            server.awaitLine(line);
            assertThat(server.awaitExit()).isEqualTo(1);
        }
    }

    @Test
    void a_command_that_hangs_delays_nobody_and_is_killed() throws Exception {
        try (ServerProcess server = start(
                "--alarm", "slow cmd:sleep 30", "--alarm", "missing cmd:/no/such/program", "--alarm-timeout", "1")) {
            int port = server.awaitPort();
            server.awaitReady();
            get(port, "/alarm", "slow,first");
            get(port, "/alarm", "missing,hello");
            server.awaitLine("[jwsgi-alarm] cannot raise alarm \"missing\": subprocess exited with code 127");
            get(port, "/alarms", "2000"); // more than the way to the master holds, so that some are lost on it
            server.awaitLine(
                    "[jwsgi-alarm] cannot raise alarm \"slow\": the command took longer than 1 s and was killed");
            server.awaitLine("[jwsgi-alarm] alarm \"slow\": lost messages (count: ");
            get(port, "/", "");
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void a_line_without_an_end_and_an_expression_that_backtracks_do_no_harm() throws Exception {
        try (ServerProcess server = start(
                "--alarm", "l1 log:",
                "--log-alarm", "l1 ^(a+)+$",
                "--log-alarm", "l1 ^(?=a)(a|aa)+$",
                "--log-alarm", "l1 ^AFTER")) {
            int port = server.awaitPort();
            server.awaitReady();
            get(port, "/line", "1000000");
            server.awaitLine("[jwsgi-alarm] gave up looking for \"^(?=a)(a|aa)+$\" in a line of");
            get(port, "/log", "AFTER the storm");
            server.awaitLine(" - ALARM: AFTER the storm");
        }
    }

    @Test
    void a_full_listen_queue_raises_an_alarm() throws Exception {
        Path socket = directory.resolve("queue");
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--socket",
                socket.toString(),
                "--listen",
                "3",
                "--master",
                "--jwsgi",
                Programs.app("Alarmed"),
                "--alarm-backlog",
                "full log:BACKLOG")) {
            server.awaitReady();
            long worker = server.children().getFirst();
            ServerProcess.signal(worker, "STOP");
            List<java.nio.channels.SocketChannel> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 4; i++) {
                    clients.add(java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket)));
                }
                server.awaitLine("*** jwsgi listen queue of socket \"" + socket + "\" (fd: ");
                String line = server.awaitLine(" - ALARM: BACKLOG listen queue of socket \"" + socket + "\" (fd: ");
                assertThat(line).contains(") full !!! (").endsWith("/3)");
                server.awaitLines("*** jwsgi listen queue of socket", 2);
            } finally {
                for (var client : clients) {
                    client.close();
                }
                ServerProcess.signal(worker, "CONT");
            }
        }
    }

    @Test
    void a_readable_descriptor_raises_an_alarm_each_time() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        String command = "exec " + ServerProcess.distribution().resolve("bin/jwsgi")
                + " --master --processes 0 --http-socket 127.0.0.1:0 --alarm-freq 0 --alarm 'l1 log:'"
                + " --alarm-fd 'l1 7:8 pressure rises' 7<>fifo";
        try (ServerProcess server = ServerProcess.start(directory, Map.of(), List.of("sh", "-c", command))) {
            server.awaitLine("[jwsgi-alarm] added fd 7");
            Files.write(fifo, new byte[8], StandardOpenOption.WRITE);
            server.awaitLine(" - ALARM: pressure rises");
            Files.write(fifo, new byte[8], StandardOpenOption.WRITE);
            server.awaitLines(" - ALARM: pressure rises", 2);
            server.signal("HUP");
            server.awaitLines("[jwsgi-alarm] added fd 7", 2);
            Files.write(fifo, new byte[8], StandardOpenOption.WRITE);
            server.awaitLines(" - ALARM: pressure rises", 3);
        }
    }

    @Test
    void a_worker_that_crashes_raises_an_alarm_with_its_error_file() throws Exception {
        Path file = directory.resolve("F");
        try (ServerProcess server = start("--master", "--alarm", "c1 cmd:cat >> F", "--alarm-segfault", "c1")) {
            get(server.awaitPort(), "/", ""); // so that its JVM is there, which writes the file
            long worker = server.children().getFirst();
            ServerProcess.signal(worker, "SEGV");
            server.awaitLine("Respawned jwsgi worker 1");
            String report = LogFiles.await(file, "SIGSEGV");
            assertThat(report)
                    .startsWith("worker 1 (pid: " + worker + ") was killed by signal ")
                    .contains(", error file: ", "hs_err_pid" + worker + ".log")
                    .contains("A fatal error has been detected by the Java Runtime Environment")
                    .hasSizeLessThanOrEqualTo(8192);
        }
    }
}
