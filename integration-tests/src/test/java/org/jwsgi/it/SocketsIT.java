package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of listening socket, and sockets that others have opened. */
class SocketsIT {
    private static final String GET = "GET /env HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    @TempDir
    Path directory;

    @Test
    void listens_on_every_kind_of_address_at_once() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("sub"));
        String abstractName = directory + "/abstract";
        try (ServerProcess server = start(
                "--chdir",
                "sub",
                "--shared-socket",
                "127.0.0.1:0",
                "--http-socket",
                "=0",
                "--http-socket",
                "app.sock",
                "--http-socket",
                "@" + abstractName,
                "--http-socket",
                "[::1]:0",
                "--http-socket",
                ":0",
                "--uwsgi-socket",
                "wire.sock",
                "--fastcgi-socket",
                "127.0.0.1:0",
                "--scgi-socket",
                folder.resolve("scgi.sock").toString(),
                "--chmod-socket=640")) {
            server.awaitReady();
            assertThat(get(UnixDomainSocketAddress.of(folder.resolve("app.sock"))))
                    .contains("PATH_INFO=/env");
            assertThat(Files.getPosixFilePermissions(folder.resolve("app.sock")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
            assertThat(get(new InetSocketAddress("::1", port(server, "socket 3 bound to TCP6 address \\[::1\\]:"))))
                    .contains("PATH_INFO=/env");
            int all = port(server, "socket 4 bound to TCP address :");
            assertThat(get(new InetSocketAddress("127.0.0.1", all))).contains("SERVER_PORT=" + all);
            int shared = port(server, "bound to TCP address 127.0.0.1:");
            assertThat(get(new InetSocketAddress("127.0.0.1", shared))).contains("SERVER_PORT=" + shared);
            assertThat(getAbstract(abstractName)).contains("PATH_INFO=/env");
            assertThat(exchange(UnixDomainSocketAddress.of(folder.resolve("wire.sock")), uwsgiPacket()))
                    .contains("MARK=uwsgi");
            assertThat(exchange(UnixDomainSocketAddress.of(folder.resolve("scgi.sock")), scgiPacket()))
                    .contains("MARK=scgi");
        }
    }

    @Test
    void takes_sockets_from_systemd() throws Exception {
        for (String master : List.of("--honour-stdin", "--master", "--jvm-opt=-Dx=y")) {
            try (ServerProcess server = launch("""
                    $^F = 255;
                    for my $fd (3, 4) {
                        socket(my $s, AF_INET, SOCK_STREAM, 0) or die;
                        bind($s, sockaddr_in(0, inet_aton("127.0.0.1"))) or die;
                        listen($s, 16) or die;
                        my ($port) = sockaddr_in(getsockname($s));
                        print "given port $port\\n";
                        push @kept, $s;
                        POSIX::dup2(fileno($s), $fd) if fileno($s) != $fd;
                    }
                    $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = 2;
                    """, "--protocol", "http", master)) {
                server.awaitReady();
                for (int count : new int[] {1, 2}) {
                    int port = Integer.parseInt(
                            server.awaitLines("given port ", count).split(" ")[2]);
                    String answer = get(new InetSocketAddress("127.0.0.1", port));
                    assertThat(answer).contains("SERVER_PORT=" + port);
                }
                assertThat(server.lines()).contains("- SystemD socket activation detected -");
            }
        }
    }

    @Test
    void takes_the_socket_of_inetd() throws Exception {
        try (ServerProcess server = launch("""
                socket(my $s, AF_INET, SOCK_STREAM, 0) or die;
                bind($s, sockaddr_in(0, inet_aton("127.0.0.1"))) or die;
                listen($s, 16) or die;
                my ($port) = sockaddr_in(getsockname($s));
                print "given port $port\\n";
                POSIX::dup2(fileno($s), 0);
                """, "--protocol", "http")) {
            server.awaitReady();
            int port = Integer.parseInt(server.awaitLine("given port ").split(" ")[2]);
            assertThat(get(new InetSocketAddress("127.0.0.1", port))).contains("SERVER_PORT=" + port);
        }
    }

    @Test
    void maps_sockets_to_workers() throws Exception {
        try (ServerProcess server = start(
                "--processes", "2",
                "--http-socket", "127.0.0.1:0",
                "--http-socket", "127.0.0.2:0",
                "--map-socket", "0:1",
                "--map-socket", "1:2")) {
            server.awaitLine("spawned jwsgi worker 2 ");
            Set<String> first = new TreeSet<>();
            Set<String> second = new TreeSet<>();
            int one = port(server, "bound to TCP address 127.0.0.1:");
            int two = port(server, "bound to TCP address 127.0.0.2:");
            for (int i = 0; i < 5; i++) {
                first.add(body(exchange(new InetSocketAddress("127.0.0.1", one), pidRequest())));
                second.add(body(exchange(new InetSocketAddress("127.0.0.2", two), pidRequest())));
            }
            assertThat(first).containsExactly(pid(server, "spawned jwsgi worker 1 "));
            assertThat(second).containsExactly(pid(server, "spawned jwsgi worker 2 "));
        }
    }

    @Test
    void replaces_a_left_over_socket_and_leaves_other_files_alone() throws Exception {
        Path socket = directory.resolve("app.sock");
        try (ServerProcess first = start("--http-socket", socket.toString())) {
            first.awaitReady();
        }
        assertThat(socket).exists();
        try (ServerProcess second = start("--http-socket", socket.toString())) {
            second.awaitReady();
            assertThat(get(UnixDomainSocketAddress.of(socket))).contains("PATH_INFO=/env");
        }
        Path file = Files.writeString(directory.resolve("notes.txt"), "precious");
        Ended refused = Ended.jwsgi(directory, "--http-socket", file.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text())
                .contains("cannot bind " + file + ": there is a file of this name that is not a socket");
        assertThat(file).hasContent("precious");
    }

    private ServerProcess start(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--jwsgi", Programs.app("Probe")));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    /** Runs Perl statements that open descriptors, and then jwsgi in the same process. */
    private ServerProcess launch(String perl, String... arguments) throws Exception {
        Programs.require("perl", "perl-base");
        List<String> command = new ArrayList<>(
                List.of("perl", "-MSocket", "-MPOSIX", "-e", "$| = 1; " + perl + " exec @ARGV or die;"));
        command.add(ServerProcess.distribution().resolve("bin/jwsgi").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--jwsgi", Programs.app("Probe")));
        return ServerProcess.start(directory, Map.of(), command);
    }

    private String getAbstract(String name) throws Exception {
        Programs.require("perl", "perl-base");
        try (ServerProcess client =
                ServerProcess.start(directory, Map.of(), List.of("perl", "-MSocket", "-e", """
                socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;
                connect($s, pack("S a*", AF_UNIX, "\\0$ARGV[0]\\0")) or die "cannot connect: $!";
                syswrite($s, $ARGV[1]); print while <$s>;
                """, name, GET))) {
            assertThat(client.awaitExit()).as(client.lines().toString()).isZero();
            return String.join("\n", client.lines());
        }
    }

    private static String get(SocketAddress address) throws Exception {
        return exchange(address, GET.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] pidRequest() {
        return GET.replace("/env", "/pid").getBytes(StandardCharsets.US_ASCII);
    }

    private static String exchange(SocketAddress address, byte[] request) throws Exception {
        if (address instanceof InetSocketAddress inet) {
            try (Socket socket = new Socket()) {
                socket.connect(inet);
                socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
                socket.getOutputStream().write(request);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(address);
            channel.write(ByteBuffer.wrap(request));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] uwsgiPacket() {
        ByteArrayOutputStream vars = new ByteArrayOutputStream();
        for (String text : List.of("REQUEST_METHOD", "GET", "PATH_INFO", "/env", "MARK", "uwsgi")) {
            vars.write(text.length());
            vars.write(0);
            vars.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {0, (byte) vars.size(), 0, 0});
        packet.writeBytes(vars.toByteArray());
        return packet.toByteArray();
    }

    private static byte[] scgiPacket() {
        String vars =
                "CONTENT_LENGTH\0000\000SCGI\0001\000REQUEST_METHOD\000GET\000PATH_INFO\000/env\000MARK\000scgi\000";
        return (vars.length() + ":" + vars + ",").getBytes(StandardCharsets.US_ASCII);
    }

    private static String body(String reply) {
        return reply.substring(reply.indexOf("\r\n\r\n") + 4);
    }

    private static String pid(ServerProcess server, String line) throws Exception {
        return server.awaitLine(line).replaceAll(".*pid: (\\d+).*", "$1");
    }

    private static int port(ServerProcess server, String pattern) {
        Pattern wanted = Pattern.compile(pattern + "(\\d+) ");
        for (String line : server.lines()) {
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new AssertionError("no " + pattern + " in " + String.join("\n", server.lines()));
    }
}
