package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zerg servers, pools and clients, each with a real uWSGI at the other end, too. */
class ZergIT {
    @TempDir
    private Path directory;

    private String socket = "";

    @BeforeEach
    void nameSocket() throws IOException {
        socket = directory.resolve("zerg.sock").toString();
        Files.writeString(directory.resolve("app.py"), """
                import os
                def application(env, start_response):
                    body = ('uwsgi %d' % os.getpid()).encode()
                    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(body)))])
                    return [body]
                """);
    }

    @Test
    void zergs_of_both_kinds_come_and_go_under_load() throws Exception {
        Programs.require("uwsgi", "uwsgi-core, uwsgi-plugin-python3");
        try (ServerProcess primary = jwsgi("--http-socket", "127.0.0.1:0", "--zerg-server", socket)) {
            int port = primary.awaitPort();
            primary.awaitReady();
            try (Load load = Load.start(port, "/pid", 3)) {
                for (int round = 0; round < 2; round++) {
                    try (ServerProcess zerg = uwsgi("--protocol", "http", "--zerg", socket, "--exit-on-reload")) {
                        zerg.awaitLine("uwsgi zerg socket 0 attached to INET address 127.0.0.1:" + port);
                        awaitAnswerOf(port, "uwsgi ");
                        zerg.signal("HUP");
                        zerg.awaitExit();
                    }
                    // It does not say what it speaks: the server has told it.
                    Path orders = directory.resolve("orders" + round);
                    try (ServerProcess zerg =
                            jwsgi("--zerg", socket, "--shutdown-sockets", "--master-fifo", orders.toString())) {
                        zerg.awaitLine("jwsgi zerg socket 0 attached to INET address 127.0.0.1:" + port);
                        zerg.awaitReady();
                        awaitAnswerOf(port, Long.toString(zerg.children().getFirst()));
                        Files.writeString(orders, "q", StandardOpenOption.WRITE);
                        assertThat(zerg.awaitExit()).isZero();
                    }
                }
                load.awaitServed(20);
                assertThat(load.failures()).isEmpty();
            }
            primary.signal("INT");
            primary.awaitExit();
            assertThat(Path.of(socket)).doesNotExist();
        }
    }

    @Test
    void attaches_to_a_real_server_and_pools() throws Exception {
        Programs.require("uwsgi", "uwsgi-core, uwsgi-plugin-python3, uwsgi-infrastructure-plugins");
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ports.add(Programs.freePort());
        }
        Path first = directory.resolve("pool1");
        Path second = directory.resolve("pool2");
        String prefix = "127.0.0.1:";
        try (ServerProcess pools = uwsgi(
                        "--plugin=zergpool",
                        "--http-socket",
                        prefix + ports.get(0),
                        "--zerg-server",
                        socket,
                        "--zergpool",
                        first + ":" + prefix + ports.get(1) + "," + prefix + ports.get(2),
                        "--zergpool",
                        second + ":" + prefix + ports.get(3));
                Load load = Load.start(awaitAnswer(ports.get(0), pools), "/pid", 2)) {
            pools.awaitLine("spawned uWSGI zergpool 1");
            try (ServerProcess zerg = jwsgi(
                    "--protocol",
                    "http",
                    "--zerg",
                    socket,
                    "--zerg",
                    first.toString(),
                    "--zerg",
                    second.toString(),
                    "--exit-on-reload")) {
                zerg.awaitReady();
                for (int i = 0; i < 4; i++) {
                    zerg.awaitLine("jwsgi zerg socket " + i + " attached to INET address " + prefix + ports.get(i));
                    awaitAnswerOf(ports.get(i), Long.toString(zerg.children().getFirst()));
                }
                assertThat(zerg.lines()).contains("zerg sockets attached");
                zerg.signal("HUP");
                assertThat(zerg.awaitExit()).isZero();
            }
            load.awaitServed(10);
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void the_seeds_zerg_as_a_tester() throws Exception {
        try (ServerProcess primary = jwsgi("--http-socket", "127.0.0.1:0", "--zerg-server", "@" + socket)) {
            int port = primary.awaitPort();
            primary.awaitReady();
            long old = primary.children().getFirst();
            try (Load load = Load.start(port, "/pid", 3)) {
                load.awaitServed(5);
                primary.signal("TSTP");
                primary.awaitLine("worker 1 suspended");
                try (ServerProcess broken = tester("Broken", "no Java")) {
                    assertThat(broken.awaitExit()).isPositive();
                    broken.awaitLine("zerg sockets attached");
                }
                try (ServerProcess tester = tester("Changed", """
                        public class Changed {
                            public static Object[] application(java.util.HashMap<String, Object> env) {
                                return new Object[] {200, new java.util.HashMap<String, Object>(), "the new version"};
                            }
                        }
                        """)) {
                    tester.awaitReady();
                    Set<String> answers = new HashSet<>();
                    for (int i = 0; i < 6; i++) {
                        answers.add(HttpClient.get(port, "/pid").text());
                    }
                    assertThat(answers).containsExactly("the new version");
                    tester.signal("HUP");
                    assertThat(tester.awaitExit()).isZero();
                }
                primary.signal("TSTP");
                primary.awaitLine("worker 1 resumed");
                load.awaitServed(10);
                assertThat(HttpClient.get(port, "/pid").text()).isEqualTo(Long.toString(old));
                assertThat(load.failures()).isEmpty();
            }
        }
    }

    /** Starts a zerg with an app that is to be tried. */
    private ServerProcess tester(String name, String source) throws IOException {
        Path app = Files.writeString(directory.resolve(name + ".java"), source);
        return ServerProcess.jwsgi(
                directory,
                "--master",
                "--zerg",
                "@" + socket,
                "--exit-on-reload",
                "--need-app",
                "--jwsgi",
                app.toString());
    }

    @Test
    void a_zerg_outlives_its_server_but_its_reload_needs_one() throws Exception {
        Path fallback = directory.resolve("fallback.sock");
        try (ServerProcess primary = jwsgi("--http-socket", "127.0.0.1:0", "--zerg-server", socket);
                ServerProcess kept = zergAfter(primary, "--zerg-fallback", "--http-socket", fallback.toString());
                ServerProcess strict = zergAfter(primary)) {
            int port = primary.awaitPort();
            kept.awaitReady();
            strict.awaitReady();
            strict.signal("HUP");
            strict.awaitLines("spawned jwsgi worker 1 ", 2);
            strict.awaitLines("jwsgi zerg socket 0 attached", 2);
            primary.signal("HUP");
            primary.awaitLines("spawned jwsgi worker 1 ", 2);
            assertThat(exchangeBytes(socket)).startsWith(message(1));
            primary.signal("INT");
            assertThat(primary.awaitExit()).isZero();
            Set<String> answers = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                answers.add(HttpClient.get(port, "/env").statusLine());
            }
            assertThat(answers).containsExactly("HTTP/1.1 200 OK");
            strict.signal("HUP");
            assertThat(strict.awaitExit()).isEqualTo(1);
            assertThat(strict.lines()).contains("--- unable to connect to zerg server " + socket + " ---");
            kept.signal("HUP");
            kept.awaitLines("spawned jwsgi worker 1 ", 2);
            assertThat(kept.lines()).contains("--- unable to connect to zerg server " + socket + " ---");
            assertThat(fallback).exists();
        }
    }

    @Test
    void a_pool_keeps_its_sockets_over_a_reload() throws Exception {
        int port = Programs.freePort();
        Path unix = directory.resolve("app.sock");
        try (ServerProcess pool = ServerProcess.jwsgi(
                directory,
                "--master",
                "--vacuum",
                "--chmod-socket=600",
                "--zergpool",
                socket + ":127.0.0.1:" + port + "," + unix)) {
            pool.awaitLine("zergpool " + socket + " bound to TCP socket 127.0.0.1:" + port);
            pool.awaitLine("zergpool " + socket + " bound to UNIX socket " + unix);
            for (Path file : List.of(Path.of(socket), unix)) {
                assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
            assertThat(exchangeBytes(socket)).startsWith(message(2));
            try (ServerProcess zerg = zergAfter(pool, "--protocol", "http")) {
                zerg.awaitReady();
                try (Load load = Load.start(port, "/pid", 2)) {
                    load.awaitServed(3);
                    pool.signal("HUP");
                    pool.awaitLines("zergpool " + socket + " bound to UNIX socket " + unix, 2);
                    try (ServerProcess second = zergAfter(pool, "--protocol", "http", "--exit-on-reload")) {
                        second.awaitReady();
                        awaitAnswerOf(port, Long.toString(second.children().getFirst()));
                        second.signal("HUP");
                        assertThat(second.awaitExit()).isZero();
                    }
                    pool.signal("INT");
                    assertThat(pool.awaitExit()).isZero();
                    load.awaitServed(3);
                    assertThat(load.failures()).isEmpty();
                }
            }
            assertThat(Path.of(socket)).doesNotExist();
            assertThat(unix).doesNotExist();
        }
        try (ServerProcess orphan = ServerProcess.jwsgi(directory, "--zergpool", socket + ":" + unix)) {
            assertThat(orphan.awaitExit()).isEqualTo(1);
            assertThat(orphan.lines()).anyMatch(line -> line.contains("cannot run a zergpool without a master"));
        }
    }

    @Test
    void two_hundred_sockets_in_one_exchange() throws Exception {
        Programs.require("uwsgi", "uwsgi-core, uwsgi-plugin-python3");
        List<String> arguments =
                new ArrayList<>(List.of("--zerg-server", socket, "--umask", "027", "--chmod-socket=666"));
        for (int i = 0; i < 200; i++) {
            arguments.addAll(List.of("--http-socket", "s" + i));
        }
        try (ServerProcess server = jwsgi(arguments.toArray(String[]::new))) {
            server.awaitReady();
            assertThat(Files.getPosixFilePermissions(Path.of(socket)))
                    .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
            assertThat(exchangeBytes(socket)).startsWith(message(200));
            try (ServerProcess zerg = uwsgi("--protocol", "http", "--zerg", socket)) {
                zerg.awaitLines("uwsgi zerg socket ", 200);
                zerg.awaitLine("zerg sockets attached");
            }
            try (ServerProcess zerg = jwsgi("--zerg", socket)) {
                zerg.awaitReady();
                assertThat(zerg.count("jwsgi zerg socket ")).isEqualTo(200);
            }
        }
    }

    @Test
    void two_hundred_sockets_of_a_real_server() throws Exception {
        Programs.require("uwsgi", "uwsgi-core, uwsgi-plugin-python3");
        int port = Programs.freePort();
        List<String> arguments =
                new ArrayList<>(List.of("--zerg-server", socket, "--http-socket", "127.0.0.1:" + port));
        for (int i = 1; i < 200; i++) {
            arguments.addAll(List.of("--http-socket", "s" + i));
        }
        try (ServerProcess server = uwsgi(arguments.toArray(String[]::new))) {
            server.awaitLine("*** Zerg server enabled on " + socket);
            Programs.awaitListening(port, server);
            try (ServerProcess zerg = jwsgi("--protocol", "http", "--zerg", socket, "--exit-on-reload")) {
                zerg.awaitReady();
                zerg.awaitLine("zerg sockets attached");
                assertThat(zerg.count("jwsgi zerg socket ")).isEqualTo(200);
                String last = "jwsgi zerg socket 199 attached to UNIX address s199 ";
                assertThat(zerg.lines()).anyMatch(line -> line.startsWith(last));
                awaitAnswerOf(port, Long.toString(zerg.children().getFirst()));
                zerg.signal("HUP");
                assertThat(zerg.awaitExit()).isZero();
            }
            awaitAnswerOf(port, "uwsgi ");
        }
    }

    @Test
    void servers_that_are_none_end_the_start() throws Exception {
        try (ServerProcess zerg = ServerProcess.jwsgi(directory, "--zerg", directory + "/nothing")) {
            assertThat(zerg.awaitExit()).isEqualTo(1);
            assertThat(zerg.lines()).contains("--- unable to connect to zerg server " + directory + "/nothing ---");
        }
        try (ServerSocketChannel fake = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            fake.bind(UnixDomainSocketAddress.of(socket));
            for (byte[] answer : List.of("hello".getBytes(US_ASCII), message(3), new byte[0])) {
                try (ServerProcess zerg = ServerProcess.jwsgi(directory, "--zerg", socket)) {
                    try (SocketChannel client = fake.accept()) {
                        client.write(ByteBuffer.wrap(answer));
                    }
                    assertThat(zerg.awaitExit()).isEqualTo(1);
                    assertThat(zerg.lines()).contains("--- invalid data received from zerg-server ---");
                }
            }
            try (ServerProcess zerg = ServerProcess.jwsgi(directory, "--zerg", socket, "--zerg-timeout", "1");
                    SocketChannel hanging = fake.accept()) {
                assertThat(zerg.awaitExit()).isEqualTo(1);
                assertThat(zerg.lines()).anyMatch(line -> line.contains("no answer in time"));
                assertThat(hanging.isOpen()).isTrue();
            }
        }
    }

    @Test
    void whatever_a_broken_server_sends_is_told_and_not_used() throws Exception {
        Programs.require("python3", "python3");
        Map<String, String> ways = Map.of(
                "half", "it does not speak as a zerg server",
                "negative", "it does not speak as a zerg server",
                "nothing", "it closed the connection; it may not let this user attach",
                "none", "it announced 1 sockets and sent 0",
                "few", "it announced 3 sockets and sent 1",
                "many", "it announced 1 sockets and sent 3",
                "unknown", "descriptor 1 that it sent is not a listening socket",
                "silent", "descriptor 1 that it sent is not a listening socket");
        for (Map.Entry<String, String> way : ways.entrySet()) {
            try (ServerProcess server = broken(way.getKey());
                    ServerProcess zerg = ServerProcess.jwsgi(directory, "--zerg", socket)) {
                assertThat(zerg.awaitExit()).isEqualTo(1);
                assertThat(zerg.lines())
                        .contains("--- invalid data received from zerg-server ---")
                        .anyMatch(line ->
                                line.contains("cannot attach to zerg server " + socket + ": " + way.getValue()));
                assertThat(server.awaitExit()).isZero();
            }
        }
        try (ServerProcess server = broken("few");
                ServerProcess zerg = jwsgi("--zerg", socket, "--zerg-fallback", "--http-socket", "127.0.0.1:0")) {
            zerg.awaitReady();
            assertThat(server.awaitExit()).isZero();
            assertThat(HttpClient.get(zerg.awaitPort(), "/").status()).isEqualTo(200);
            assertThat(zerg.count("jwsgi zerg socket ")).isZero();
        }
    }

    private ServerProcess broken(String way) throws Exception {
        Files.deleteIfExists(Path.of(socket));
        ServerProcess server = ServerProcess.start(
                directory, Map.of(), List.of("/usr/bin/python3", Programs.script("zerg_answer.py"), socket, way));
        server.awaitLine("listening");
        return server;
    }

    @Test
    void strangers_get_nothing() throws Exception {
        Path open = Files.createDirectory(
                Path.of("/tmp", "jwsgi-zerg-" + ProcessHandle.current().pid()));
        String address = open.resolve("zerg").toString();
        String script = "use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0); $> = 65534;" + "connect($s, sockaddr_un('"
                + address + "')) or die $!; read($s, my $d, 99); print length($d), \"\\n\"";
        try {
            for (boolean named : new boolean[] {false, true}) {
                List<String> arguments = new ArrayList<>(
                        List.of("--http-socket", "127.0.0.1:0", "--umask", "000", "--zerg-server", address));
                if (named) {
                    arguments.addAll(List.of("--zerg-server-user", "65534"));
                }
                try (ServerProcess server = jwsgi(arguments.toArray(String[]::new))) {
                    server.awaitReady();
                    server.awaitLine("*** Zerg server enabled on " + address + " ***");
                    try (ServerProcess stranger =
                            ServerProcess.start(directory, Map.of(), List.of("perl", "-e", script))) {
                        assertThat(stranger.awaitExit()).isZero();
                        if (named) {
                            assertThat(Integer.parseInt(stranger.lines().getFirst()))
                                    .isGreaterThanOrEqualTo(14);
                        } else {
                            assertThat(stranger.lines()).containsExactly("0");
                            server.awaitLine("uid: 65534); zerg-server-user can name further users");
                        }
                    }
                }
            }
        } finally {
            Files.deleteIfExists(Path.of(address));
            Files.delete(open);
        }
    }

    private ServerProcess zergAfter(ServerProcess server, String... arguments) throws Exception {
        server.awaitLine(
                server.lines().stream().anyMatch(line -> line.contains("no-workers"))
                        ? "zergpool " + socket
                        : "Zerg server enabled");
        List<String> all = new ArrayList<>(List.of("--zerg", socket));
        all.addAll(Arrays.asList(arguments));
        return jwsgi(all.toArray(String[]::new));
    }

    private ServerProcess jwsgi(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--master", "--vacuum", "--jwsgi", Programs.app("Probe")));
        all.addAll(Arrays.asList(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    private ServerProcess uwsgi(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "uwsgi",
                "--plugin=python3",
                "--master",
                "--need-app",
                "--wsgi-file",
                directory.resolve("app.py").toString()));
        command.addAll(Arrays.asList(arguments));
        return ServerProcess.start(directory, Map.of(), command);
    }

    private static int awaitAnswer(int port, ServerProcess server) throws Exception {
        Programs.awaitListening(port, server);
        return port;
    }

    /** Sends requests until somebody in particular answers one. */
    private static void awaitAnswerOf(int port, String beginning) throws IOException {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        String last = "";
        while (!last.startsWith(beginning)) {
            assertThat(System.nanoTime()).as("the last answer: " + last).isLessThan(end);
            last = HttpClient.get(port, "/pid").text();
        }
    }

    private static byte[] message(int count) {
        return ByteBuffer.allocate(14)
                .order(ByteOrder.nativeOrder())
                .put("uwsgi-zerg".getBytes(US_ASCII))
                .putInt(count)
                .array();
    }

    private static byte[] exchangeBytes(String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer) >= 0) {
                bytes.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return bytes.toByteArray();
        }
    }
}
