package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** uWSGI signals: what raises them, which workers handle them, and what bad handlers and dead workers do, which is little. */
class UwsgiSignalsIT {
    private static final String DONE = "ff000001";

    @TempDir
    Path directory;

    @BeforeEach
    void prepare() throws IOException {
        Files.createFile(directory.resolve("touched"));
        Files.createDirectory(directory.resolve("watched"));
    }

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--http-socket", "127.0.0.1:0", "--socket", "packets", "--jwsgi", Programs.app("Signalled")));
        arguments.addAll(List.of(more));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    /** Raises a signal with a packet and returns the answer in hexadecimal digits. */
    private String raise(int number) throws IOException {
        return raise(directory.resolve("packets"), number);
    }

    private static String raise(Path socket, int number) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(new byte[] {110, 0, 0, (byte) number}));
            return HexFormat.of().formatHex(Channels.newInputStream(channel).readAllBytes());
        }
    }

    private static String get(int port, String path, String query) throws Exception {
        HttpClient.Reply reply = HttpClient.get(port, path + '?' + URLEncoder.encode(query, UTF_8));
        assertThat(reply.status()).isEqualTo(200);
        return reply.text();
    }

    private static long pidIn(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    private static void touch(Path file) throws IOException {
        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 10_000));
    }

    @Test
    void alarms_files_and_packets_raise_signals_for_the_workers_that_they_are_for() throws Exception {
        try (ServerProcess server = start(
                "--master",
                "--processes",
                "2",
                "--alarm",
                "s1 signal:17",
                "--log-alarm",
                "s1 ^TRIG",
                "--touch-signal",
                "touched 18",
                "--fs-signal",
                directory.resolve("watched") + " 19",
                "--stats",
                "stats")) {
            server.awaitLine("[jwsgi-signal] signum 21 registered (wid: 2 modifier1: 8 target: default, any worker)");
            server.awaitLine("[jwsgi-signal] signum 19 registered (wid: 1 modifier1: 8 target: worker2)");
            int port = server.awaitPort();
            get(port, "/alarm", "s1");
            server.awaitLines("HANDLED 17 ", 1);
            get(port, "/log", "TRIG one");
            server.awaitLines("HANDLED 17 ", 2);
            touch(directory.resolve("touched"));
            server.awaitLine("[jwsgi-touch-signal] raising 18");
            server.awaitLine("HANDLED 18 worker 1 ");
            server.awaitLine("HANDLED 18 worker 2 ");
            Files.createFile(directory.resolve("watched/new"));
            server.awaitLine("[jwsgi-fsmon] detected event on \"" + directory.resolve("watched") + "\"");
            server.awaitLine("HANDLED 19 worker 2 ");
            assertThat(raise(20)).isEqualTo(DONE);
            server.awaitLine("HANDLED 20 worker 1 ");
            server.awaitLine("HANDLED 20 worker 2 ");
            assertThat(raise(21)).isEqualTo(DONE);
            server.awaitLine("HANDLED 21 worker ");
            assertThat(server.count("HANDLED 19 worker 1 ")).isZero();
            assertThat(server.count("HANDLED 18 ")).isEqualTo(2);

            assertThat(raise(22)).isEqualTo(DONE);
            server.awaitLine("error managing signal 22 on worker ");
            server.awaitLine("boom 22");
            assertThat(raise(99)).isEqualTo(DONE);
            server.awaitLine("error managing signal 99: nobody has registered it");
            raise(21);
            server.awaitLines("HANDLED 21 worker ", 2);
            ProcessLook.await("the stats tell of all signals", () -> handled() >= 10);
        }
    }

    /** Returns how many signals the workers have handled, as the stats tell it. */
    private long handled() throws IOException {
        return Pattern.compile("\"signals\":(\\d+)")
                .matcher(stats())
                .results()
                .mapToLong(result -> Long.parseLong(result.group(1)))
                .sum();
    }

    private String stats() throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(directory.resolve("stats")));
            return new String(Channels.newInputStream(client).readAllBytes(), UTF_8).replaceAll("\\s", "");
        }
    }

    @Test
    void signals_survive_dead_workers_a_pause_and_a_reload() throws Exception {
        try (ServerProcess server = start("--master", "--processes", "2", "--touch-signal", "touched 18")) {
            server.awaitLine("spawned jwsgi worker 2 ");
            raise(19);
            long second = pidIn(server.awaitLine("HANDLED 19 worker 2 pid "));
            ServerProcess.signal(second, "KILL");
            server.awaitLine("Respawned jwsgi worker 2 (new pid: ");
            raise(19); // it waits for the worker that starts
            long third = pidIn(server.awaitLines("HANDLED 19 worker 2 pid ", 2));
            assertThat(third).isNotEqualTo(second);

            server.signal("TSTP");
            server.awaitLine("*** worker 1 suspended ***");
            server.awaitLine("*** worker 2 suspended ***");
            touch(directory.resolve("touched"));
            server.awaitLine("[jwsgi-touch-signal] raising 18");
            server.signal("TSTP");
            server.awaitLine("HANDLED 18 worker 1 ");
            server.awaitLine("HANDLED 18 worker 2 ");
            List<String> lines = server.lines();
            assertThat(indexOf(lines, "HANDLED 18 ")).isGreaterThan(indexOf(lines, "resuming workers ***"));

            server.signal("HUP");
            server.awaitLine("gracefully (RE)spawned jwsgi master process");
            raise(18);
            server.awaitLines("HANDLED 18 worker 1 ", 2);
            server.awaitLines("HANDLED 18 worker 2 ", 2);
        }
    }

    private static int indexOf(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no line contains " + text);
    }

    @Test
    void a_handler_that_hangs_holds_up_neither_requests_nor_other_workers_nor_the_end() throws Exception {
        try (ServerProcess server = start("--master", "--processes", "2", "--worker-reload-mercy", "2")) {
            int port = server.awaitPort();
            raise(23);
            long hanging = pidIn(server.awaitLine("BEGUN 23 worker 1 pid "));
            for (int i = 0; i < 10; i++) {
                raise(17);
            }
            server.awaitLines("HANDLED 17 worker 2 ", 10);
            assertThat(get(port, "/", "")).isEqualTo("done");
            ServerProcess.signal(hanging, "KILL");
            server.awaitLine("worker 1 (pid: " + hanging + ") ended while it handled signal 23");
            server.awaitLine("Respawned jwsgi worker 1 (new pid: ");
            raise(23);
            server.awaitLines("BEGUN 23 worker 1 pid ", 2);
            server.signal("HUP");
            server.awaitLine("is taking too much time to die...NO MERCY !!!");
            server.awaitLine("gracefully (RE)spawned jwsgi master process");
        }
    }

    @Test
    void a_process_without_a_master_handles_its_own_signals_and_waits_for_them_at_its_end() throws Exception {
        try (ServerProcess server = start()) {
            int port = server.awaitPort();
            assertThat(raise(23)).isEqualTo(DONE);
            server.awaitLine("BEGUN 23 worker 1 ");
            raise(18);
            assertThat(server.count("HANDLED 18 ")).isZero();
            raise(19);
            server.awaitLine("error managing signal 19 on worker 1: it has not registered it");
            get(port, "/release", "");
            server.awaitLine("ENDED 23 worker 1 ");
            server.awaitLine("HANDLED 18 worker 1 ");
            server.signal("HUP");
            assertThat(server.awaitExit()).isEqualTo(17);
        }
    }

    /** Raises the same signals in uWSGI or jwsgi and tells what was seen. */
    private List<String> observe(boolean real) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(real ? "real" : "ours"));
        Path touched = Files.createFile(folder.resolve("touched"));
        Path watched = Files.createDirectory(folder.resolve("watched"));
        List<String> command = new ArrayList<>(
                real
                        ? List.of(
                                "uwsgi", "--plugins", "python3,signal", "--wsgi-file", Programs.script("signalled.py"))
                        : List.of(
                                ServerProcess.distribution()
                                        .resolve("bin/jwsgi")
                                        .toString(),
                                "--jwsgi",
                                Programs.app("Signalled")));
        command.addAll(List.of("--master", "--processes", "2", "--http-socket", "127.0.0.1:0", "--socket", "packets"));
        command.addAll(List.of("--touch-signal", touched + " 18", "--fs-signal", watched + " 19"));
        command.addAll(List.of("--alarm", "s1 signal:17"));
        List<String> seen = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(folder, Map.of(), command)) {
            server.awaitLine(real ? "spawned uWSGI worker 2 " : "spawned jwsgi worker 2 ");
            Path socket = folder.resolve("packets");
            seen.add(raise(socket, 18));
            server.awaitLine("HANDLED 18 worker 1 "); // so both serve
            server.awaitLine("HANDLED 18 worker 2 ");
            for (int number : List.of(21, 22, 99, 20)) {
                seen.add(raise(socket, number));
            }
            server.awaitLine("HANDLED 21 ");
            server.awaitLine("error managing signal 22 on worker ");
            server.awaitLine("error managing signal 99");
            server.awaitLine("HANDLED 20 worker 1 ");
            server.awaitLine("HANDLED 20 worker 2 ");
            get(server.awaitPort(), "/alarm", "s1");
            server.awaitLine("HANDLED 17 ");
            touch(touched);
            server.awaitLines("HANDLED 18 worker ", 4);
            Files.createFile(watched.resolve("new"));
            server.awaitLine("HANDLED 19 worker 2 ");
            server.signal("TSTP");
            server.awaitLine("*** worker 1 suspended ***");
            server.awaitLine("*** worker 2 suspended ***");
            touch(touched);
            server.awaitLines("touch-signal] raising 18", 2);
            server.signal("TSTP");
            server.awaitLines("HANDLED 18 worker ", 6);
            server.lines().stream()
                    .filter(line -> line.contains("HANDLED") || line.contains("-signal] raising"))
                    .map(line -> line.replaceAll(" pid .*", "")
                            .replaceAll("^.*\\[.wsgi", "[")
                            .replaceAll("(17|21) worker .", "$1"))
                    .distinct()
                    .sorted()
                    .forEach(seen::add);
        }
        return seen;
    }

    @Test
    void uwsgi_and_jwsgi_handle_the_same_signals() throws Exception {
        Programs.require("uwsgi", "uwsgi-plugin-python3");
        List<String> ours = observe(false);

        assertThat(ours).startsWith(DONE, DONE, DONE, DONE, DONE).contains("HANDLED 17", "HANDLED 19 worker 2");
        assertThat(ours).isEqualTo(observe(true));
    }

    @Test
    void signals_and_targets_that_do_not_exist_are_refused() throws Exception {
        try (ServerProcess server = start("--allowed-modifiers", "0,8")) {
            int port = server.awaitPort();
            for (String bad : List.of(
                    "256,worker",
                    "-1,worker",
                    "1,mules",
                    "1,mule1",
                    "1,spooler",
                    "1,farm_x",
                    "1,worker0",
                    "1,workerx",
                    "1,x")) {
                assertThat(get(port, "/register", bad)).startsWith("unable to register signal handler: there is no ");
            }
            assertThat(get(port, "/register", "50,worker1")).isEqualTo("done");
            assertThat(raise(50)).isNotEqualTo(DONE);
            server.awaitLine("-- unavailable modifier requested: 110 --");
            assertThat(server.count("HANDLED LATE")).isZero();
        }
    }
}
