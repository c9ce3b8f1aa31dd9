package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The limits of a request: of its head, of its variables, of its body, in memory and on disk. */
class LimitsIT {
    private static final int BUFFER_SIZE = 2000;
    private static final int LIMIT_POST = 3_000_000;

    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static List<Integer> ports;
    private static Path spill;

    @BeforeAll
    static void start() throws Exception {
        spill = Files.createDirectory(directory.resolve("spill"));
        List<String> arguments = new ArrayList<>(Wire.sockets());
        arguments.addAll(List.of("--jwsgi", Programs.app("Awkward"), "--threads", "4", "--socket-timeout", "1"));
        arguments.addAll(List.of("--buffer-size", Integer.toString(BUFFER_SIZE), "--max-vars", "20"));
        arguments.addAll(List.of("--limit-post", Integer.toString(LIMIT_POST), "--post-buffering", "4096"));
        server = ServerProcess.jwsgi(directory, Map.of("TMPDIR", spill.toString()), arguments.toArray(String[]::new));
        ports = Wire.ports(server, Wire.values().length);
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        try (ServerProcess ending = server) {
            assertThat(ending.lines()).noneMatch(line -> line.contains("Exception"));
        }
    }

    private static int port(Wire wire) {
        return ports.get(wire.ordinal());
    }

    /** Returns a request whose head, as the protocol counts it, has a size. */
    private static byte[] withHeadOf(Wire wire, int size) {
        byte[] request = new byte[0];
        for (int padding = 1; padding < size; padding++) {
            request = wire.request("GET", "/", new byte[0], "HTTP_X_PAD", "p".repeat(padding));
            if (headSize(wire, request) == size) {
                return request;
            }
        }
        throw new AssertionError("no head of " + size + " bytes");
    }

    private static int headSize(Wire wire, byte[] request) {
        return switch (wire) {
            case HTTP -> request.length;
            case UWSGI -> request.length - 4;
            case FASTCGI -> (request[20] & 0xff) << 8 | request[21] & 0xff;
            case SCGI -> Integer.parseInt(new String(request, 0, 5, ISO_8859_1).replaceFirst(":.*", ""));
        };
    }

    @ParameterizedTest
    @EnumSource
    void buffer_size_is_the_largest_head(Wire wire) throws Exception {
        assertThat(Wire.status(RawClient.exchange(port(wire), withHeadOf(wire, BUFFER_SIZE))))
                .isEqualTo(200);
        long before = server.count("(max " + BUFFER_SIZE + ")...skip");
        assertThat(Wire.status(RawClient.exchange(port(wire), withHeadOf(wire, BUFFER_SIZE + 1))))
                .isEqualTo(431);
        server.awaitLines("(max " + BUFFER_SIZE + ")...skip", (int) before + 1);
    }

    @ParameterizedTest
    @EnumSource(names = "HTTP", mode = EnumSource.Mode.EXCLUDE)
    void max_vars_is_half_the_number_of_variables(Wire wire) throws Exception {
        int fixed = wire == Wire.SCGI ? 2 : 0;
        assertThat(Wire.status(RawClient.exchange(port(wire), withVars(wire, 40 - fixed))))
                .isEqualTo(200);
        long before = server.count("max vec size reached");
        assertThat(Wire.status(RawClient.exchange(port(wire), withVars(wire, 41 - fixed))))
                .isEqualTo(431);
        server.awaitLines("max vec size reached", (int) before + 1);
    }

    private static byte[] withVars(Wire wire, int count) {
        Map<String, String> vars = new LinkedHashMap<>();
        vars.put("REQUEST_METHOD", "GET");
        vars.put("PATH_INFO", "/");
        for (int i = 2; i < count; i++) {
            vars.put("V" + i, "v");
        }
        return wire.request(vars, new byte[0]);
    }

    @Test
    void max_vars_holds_for_http_headers() throws Exception {
        StringBuilder headers = new StringBuilder("GET / HTTP/1.1\r\nHost: h\r\n");
        for (int i = 0; i < 41; i++) {
            headers.append("X").append(i).append(": v\r\n");
        }
        assertThat(Wire.status(RawClient.exchange(port(Wire.HTTP), Wire.bytes(headers + "\r\n"))))
                .isEqualTo(431);
    }

    @ParameterizedTest
    @EnumSource
    void limit_post_is_the_largest_body(Wire wire) throws Exception {
        if (wire != Wire.FASTCGI) {
            byte[] largest = wire.request("POST", "/count", new byte[LIMIT_POST]);
            assertThat(Wire.body(RawClient.exchange(port(wire), largest))).isEqualTo("" + LIMIT_POST);
        }
        // The client sends all of it before it reads: the reply must be there all the same.
        byte[] head = wire.request("POST", "/count", new byte[60_000], "CONTENT_LENGTH", "" + (LIMIT_POST + 1));
        if (wire == Wire.SCGI) {
            head = Wire.bytes(
                    new String(head, ISO_8859_1).replaceFirst("^\\d+:CONTENT_LENGTH\0" + "60000\0", scgiStart(head)));
        }
        byte[] reply = RawClient.exchange(port(wire), Wire.join(head, new byte[8 << 20]));
        assertThat(Wire.status(reply)).isEqualTo(413);
    }

    private static String scgiStart(byte[] request) {
        int size = headSize(Wire.SCGI, request) + 2;
        return size + ":CONTENT_LENGTH\0" + (LIMIT_POST + 1) + "\0";
    }

    @Test
    void limit_post_holds_for_chunked_bodies() throws Exception {
        try (RawClient client = new RawClient(port(Wire.HTTP))) {
            client.send("POST /count HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
            for (int i = 0; i < 4; i++) {
                client.send("f4240\r\n");
                client.send(new byte[1_000_000]);
                client.send("\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(Wire.status(client.readToEnd())).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @CsvSource({"4095,false", "4096,true", "1000000,true"})
    void post_buffering_spills_to_a_file_without_a_name(int size, boolean spilled) throws Exception {
        byte[] request = Wire.HTTP.request("POST", "/count", new byte[size]);
        try (RawClient client = new RawClient(port(Wire.HTTP))) {
            client.send(Arrays.copyOf(request, request.length - 1));
            if (spilled) {
                ProcessLook.await("the file is open and has no name", () -> spillFiles() == 1 && isEmpty(spill));
            }
            client.send(new byte[1]);
            assertThat(Wire.body(client.readToEnd())).isEqualTo(Integer.toString(size));
        }
        ProcessLook.await("the file is closed", () -> spillFiles() == 0);
    }

    @Test
    void a_client_that_leaves_inside_a_buffered_body_leaves_no_file() throws Exception {
        long before = server.count("Client closed connection");
        byte[] request = Wire.UWSGI.request("POST", "/count", new byte[100_000]);
        try (RawClient client = new RawClient(port(Wire.UWSGI))) {
            client.send(Arrays.copyOf(request, request.length - 1));
            ProcessLook.await("the file is open", () -> spillFiles() == 1);
            client.halfClose();
            assertThat(Wire.status(client.readToEnd())).isEqualTo(400);
        }
        server.awaitLines("Client closed connection", (int) before + 1);
        ProcessLook.await("the file is closed", () -> spillFiles() == 0 && isEmpty(spill));
    }

    @Test
    void a_body_that_stops_coming_is_answered_with_408() throws Exception {
        byte[] request = Wire.HTTP.request("POST", "/count", new byte[100_000]);
        try (RawClient client = new RawClient(port(Wire.HTTP))) {
            client.send(Arrays.copyOf(request, request.length - 1));
            assertThat(Wire.status(client.readToEnd())).isEqualTo(408);
        }
        server.awaitLine("[jwsgi-body-read] Timeout reading");
    }

    private static long spillFiles() throws Exception {
        return ProcessLook.descriptors(server.pid()).stream()
                .filter(target -> target.startsWith(spill.toString()))
                .count();
    }

    private static boolean isEmpty(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void a_full_disk_is_told_and_survived() throws Exception {
        Path full = Files.createDirectory(directory.resolve("full"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full.toString()) == 0;
        try {
            // Without the right to mount, a limit on the size of files gives the same kind of failure.
            String limit = mounted ? "" : "ulimit -f 4096; ";
            int size = mounted ? 1_000_000 : 10_000_000;
            List<String> command = List.of(
                    "sh",
                    "-c",
                    limit + "exec \"$0\" \"$@\"",
                    ServerProcess.distribution().resolve("bin/jwsgi").toString(),
                    "--http-socket",
                    "127.0.0.1:0",
                    "--jwsgi",
                    Programs.app("Awkward"),
                    "--post-buffering",
                    "1000");
            try (ServerProcess small = ServerProcess.start(directory, Map.of("TMPDIR", full.toString()), command)) {
                int port = small.awaitPort();
                small.awaitReady();
                for (int i = 0; i < 2; i++) {
                    byte[] reply = RawClient.exchange(port, Wire.HTTP.request("POST", "/count", new byte[size]));
                    assertThat(Wire.status(reply)).isEqualTo(507);
                    small.awaitLines("cannot buffer a request body in " + full + ": ", i + 1);
                }
                byte[] fits = Wire.HTTP.request("POST", "/count", new byte[30_000]);
                assertThat(Wire.body(RawClient.exchange(port, fits))).isEqualTo("30000");
                assertThat(small.lines()).noneMatch(line -> line.startsWith("\tat "));
                assertThat(isEmpty(full)).isTrue();
            }
        } finally {
            if (mounted) {
                run("umount", "-l", full.toString());
            }
        }
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return process.exitValue();
    }
}
