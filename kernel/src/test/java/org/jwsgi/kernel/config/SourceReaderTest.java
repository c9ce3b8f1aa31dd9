package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest {
    @TempDir
    Path directory;

    /** Answers one connection; returns what the client asked. */
    private List<String> served(String answer, String path, Loading loading) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            Thread thread = Thread.startVirtualThread(() -> {
                try (Socket client = server.accept();
                        InputStream in = client.getInputStream()) {
                    while (!request.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n")) {
                        request.write(in.read());
                    }
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            String url = "http://127.0.0.1:" + server.getLocalPort() + path;
            List<String> outcome = loading.outcome("--ini", url);
            thread.join();
            String port = Integer.toString(server.getLocalPort());
            assertThat(request.toString(StandardCharsets.ISO_8859_1))
                    .isEqualTo("GET /dir/app.ini HTTP/1.0\r\nHost: 127.0.0.1:" + port + "\r\n\r\n");
            return outcome.stream().map(line -> line.replace(port, "PORT")).toList();
        }
    }

    @Test
    void http() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nX: y\r\n\r\n[uwsgi]\nprocname = %o\n[b]\nprocname = other\n";
        assertThat(served(answer, "/dir/app.ini", new Loading(directory)))
                .containsExactly(
                        "ini = http://127.0.0.1:PORT/dir/app.ini", "procname = http://127.0.0.1:PORT/dir/app.ini");
        assertThat(served(answer, "/dir/app.ini:b", new Loading(directory)))
                .containsExactly("ini = http://127.0.0.1:PORT/dir/app.ini:b", "procname = other");
    }

    @Test
    void http_refusals() throws Exception {
        assertThat(served("HTTP/1.0 404 Not Found\r\n\r\n", "/dir/app.ini", new Loading(directory)))
                .containsExactly("error: command line:1: ini: cannot read http://127.0.0.1:PORT/dir/app.ini: the server"
                        + " answered \"HTTP/1.0 404 Not Found\"");
        assertThat(served("garbage", "/dir/app.ini", new Loading(directory)))
                .containsExactly("error: command line:1: ini: cannot read http://127.0.0.1:PORT/dir/app.ini: the server"
                        + " answered \"no HTTP answer\"");
    }

    @Test
    void a_vassal_goes_into_exile() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = server.getLocalPort();
            Thread thread = Thread.startVirtualThread(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write("HTTP/1.0 500 No\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Loading loading = new Loading(directory).env("UWSGI_EMPEROR_FD", "9");
            ConfigException refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                    ConfigException.class, () -> loading.load("--ini", "http://127.0.0.1:" + port + "/x.ini"));
            thread.join();
            assertThat(refused.exitCode()).isEqualTo(26);
        }
        ConfigException missing = org.assertj.core.api.Assertions.catchThrowableOfType(
                ConfigException.class, () -> new Loading(directory).load("--ini", "nofile.ini"));
        assertThat(missing.exitCode()).isEqualTo(1);
    }

    @Test
    void blobs_at_the_end_of_the_program() throws IOException {
        Path binary = directory.resolve("program");
        Files.writeString(binary, "#!/bin/sh\nexec something\n");
        for (String contents : List.of("[uwsgi]\nprocname = A\n", "[uwsgi]\nprocname = B\n")) {
            Loading loading = new Loading(directory).file("blob", contents);
            assertThat(loading.outcome("--binary-append-data", "blob").getFirst())
                    .isEqualTo("exit: 0");
            byte[] length = {(byte) contents.length(), 0, 0, 0, 0, 0, 0, 0};
            assertThat(loading.out()).isEqualTo(contents + new String(length, StandardCharsets.ISO_8859_1));
            Files.writeString(binary, loading.out(), java.nio.file.StandardOpenOption.APPEND);
        }
        // The last blob is number 0, as with uWSGI.
        assertThat(new Loading(directory)
                        .binary(binary)
                        .options("--ini", "data://0")
                        .procname())
                .contains("B");
        assertThat(new Loading(directory)
                        .binary(binary)
                        .options("--ini", "data://1")
                        .procname())
                .contains("A");
        assertThat(new Loading(directory).binary(binary).outcome("--ini", "data://2"))
                .containsExactly(
                        "error: command line:1: ini: cannot read data://2: " + binary + " holds no data in slot 2");
    }

    @Test
    void descriptors() throws Exception {
        Path file = directory.resolve("fd.ini");
        Files.writeString(file, "[uwsgi]\nprocname = from a descriptor\n");
        try (var open = new java.io.FileInputStream(file.toFile())) {
            int descriptor = numberOf(file);
            assertThat(new Loading(directory)
                            .options("--ini", "fd://" + descriptor)
                            .procname())
                    .contains("from a descriptor");
            assertThat(open.read()).isEqualTo(-1);
        }
        assertThat(new Loading(directory)
                        .in("[uwsgi]\nprocname = stdin")
                        .options("--ini", "fd://0")
                        .procname())
                .contains("stdin");
        assertThat(new Loading(directory).outcome("--ini", "fd://99999"))
                .containsExactly("error: command line:1: ini: cannot read fd://99999: bad file descriptor");
    }

    private static int numberOf(Path file) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(link -> {
                        try {
                            return Files.readSymbolicLink(link).equals(file.toRealPath());
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .map(link -> Integer.parseInt(link.getFileName().toString()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void an_emperor_sends_a_packet() throws Exception {
        byte[] body = "[uwsgi]\nprocname = vassal %o\n".getBytes(StandardCharsets.UTF_8);
        byte[] packet = new byte[body.length + 4];
        packet[0] = 115;
        packet[1] = (byte) body.length;
        System.arraycopy(body, 0, packet, 4, body.length);
        Path file = directory.resolve("packet");
        Files.write(file, packet);
        try (var open = new java.io.FileInputStream(file.toFile())) {
            Loading loading = new Loading(directory).env("UWSGI_EMPEROR_FD_CONFIG", "" + numberOf(file));
            assertThat(loading.options("--ini", "emperor://app.ini").procname()).contains("vassal emperor://app.ini");
            assertThat(open.read()).isEqualTo(-1);
        }
    }

    @Test
    void crlf_no_last_newline_and_a_long_line() {
        String contents = "[uwsgi]\r\nprocname = " + "y".repeat(100_000) + "\r\nprocesses = 3";
        ServerOptions options = new Loading(directory).file("a.ini", contents).options("--ini", "a.ini");
        assertThat(options.processes()).isEqualTo(3);
        assertThat(options.procname().orElseThrow()).hasSize(100_000);
    }

    @Test
    void bytes_that_are_no_utf_8_are_latin_1() {
        byte[] contents = "[uwsgi]\nprocname = \u00fc".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new Loading(directory)
                        .file("a.ini", contents)
                        .options("a.ini")
                        .procname())
                .contains("\u00fc");
    }

    @Test
    void locks_are_held_and_missing_files_refused() throws IOException {
        Files.writeString(directory.resolve("lock"), "");
        assertThat(new Loading(directory).configuration("--flock", "lock").holdsLocks())
                .isTrue();
        assertThat(new Loading(directory).outcome("--flock", "no/lock"))
                .containsExactly("error: command line:1: flock: open(\"no/lock\"): No such file or directory");
    }
}
