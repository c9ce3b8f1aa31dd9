package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options that control another instance and end. */
class CommandLineControlIT {
    @TempDir
    Path directory;

    private int run(String... arguments) throws Exception {
        try (ServerProcess tool = ServerProcess.jwsgi(directory, arguments)) {
            return tool.awaitExit();
        }
    }

    @Test
    void signals_the_instance_of_a_pid_file() throws Exception {
        String pidfile = directory.resolve("app.pid").toString();
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--master",
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Probe"),
                "--safe-pidfile",
                pidfile)) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(run("--pause", pidfile)).isZero();
            server.awaitLine("*** worker 1 suspended ***");
            assertThat(run("--resume", pidfile)).isZero();
            server.awaitLine("*** worker 1 resumed ***");
            assertThat(run("--suspend", pidfile)).isZero();
            server.awaitLines("*** worker 1 suspended ***", 2);
            assertThat(run("--resume", pidfile)).isZero();
            server.awaitLines("*** worker 1 resumed ***", 2);
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            assertThat(run("--reload", pidfile)).isZero();
            server.awaitLine("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
            assertThat(run("--stop", pidfile)).isZero();
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void tells_why_nobody_was_signalled() throws Exception {
        assertThat(run("--stop", directory.resolve("missing").toString())).isEqualTo(1);
        Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor()).isZero();
        Path stale = Files.writeString(directory.resolve("stale"), gone.pid() + "\n");
        assertThat(run("--stop", stale.toString())).isEqualTo(255);
    }

    @Test
    void asks_a_server_whether_it_answers() throws Exception {
        Programs.require("uwsgi", "uwsgi-core");
        try (ServerProcess server = ServerProcess.jwsgi(directory, "--socket", "127.0.0.1:0", "--master")) {
            String address = "127.0.0.1:" + server.awaitPort();
            server.awaitReady();
            assertThat(run("--ping", address)).isZero();
            assertThat(uwsgi("--plugin", "ping", "--ping", address)).isZero();
        }
        int port = Programs.freePort();
        String address = "127.0.0.1:" + port;
        try (ServerProcess server = ServerProcess.start(
                directory, Map.of(), List.of("uwsgi", "--plugin", "ping", "--socket", address, "--master"))) {
            Programs.awaitListening(port, server);
            assertThat(run("--ping", address)).isZero();
        }
        assertThat(run("--ping", address)).isEqualTo(1);
    }

    @Test
    void waits_for_an_answer_and_passes_a_warning_on() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            try (ServerProcess tool = ServerProcess.jwsgi(directory, "--ping", address, "--ping-timeout", "1")) {
                assertThat(tool.awaitExit()).isEqualTo(1);
                assertThat(tool.lines())
                        .containsExactly(
                                "PING uwsgi host " + address + " (timeout: 1)",
                                "no answer from " + address + ": timed out");
            }
            silent.accept().close();
            try (ServerProcess tool = ServerProcess.jwsgi(directory, "--ping", address);
                    Socket asked = silent.accept()) {
                assertThat(asked.getInputStream().readNBytes(4)).containsExactly(100, 0, 0, 0);
                asked.getOutputStream().write("d\4\0\0full".getBytes(US_ASCII));
                assertThat(tool.awaitExit()).isEqualTo(2);
                assertThat(tool.lines()).contains("[WARNING] node " + address + " message: full");
            }
        }
    }

    @Test
    void prints_what_a_socket_sends_and_what_an_address_holds() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + socket.getLocalPort();
            try (ServerProcess tool = ServerProcess.jwsgi(directory, "--connect-and-read", address);
                    Socket client = socket.accept()) {
                client.getOutputStream().write("one\n".getBytes(US_ASCII));
                tool.awaitLine("one");
                client.getOutputStream().write("two\n".getBytes(US_ASCII));
                client.close();
                assertThat(tool.awaitExit()).isZero();
                assertThat(tool.lines()).containsExactly("one", "two");
            }
        }
        try (ServerProcess tool = ServerProcess.jwsgi(directory, "--extract", "exec://echo three")) {
            assertThat(tool.awaitExit()).isZero();
            assertThat(tool.lines()).containsExactly("three");
        }
        assertThat(run("--extract", "missing")).isEqualTo(1);
        assertThat(run("--connect-and-read", directory.resolve("missing").toString()))
                .isEqualTo(1);
    }

    private int uwsgi(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("uwsgi"));
        command.addAll(List.of(arguments));
        try (ServerProcess tool = ServerProcess.start(directory, Map.of(), command)) {
            return tool.awaitExit();
        }
    }
}
