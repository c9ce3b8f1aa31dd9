package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of connections with requests that have been damaged at random, always the same ones. Whatever they do to
 * their own connection, the worker goes on, keeps nothing of them, says at most one line about each, and serves others.
 */
class FuzzIT {
    private static final int CONNECTIONS = 3000;
    private static final int CLIENTS = 6;
    private static final long SEED = 20_260_711L;

    /** What the log may say while nothing but bad requests happens. */
    private static final Pattern KNOWN_LINE = Pattern.compile("\\[pid: \\d+\\|app: .*\\(\\d+ switches on core \\d+\\)"
            + "|.* \\(client: 127\\.0\\.0\\.1:\\d+(, socket: [^ ]+)?\\)"
            + "|-- unavailable modifier requested: \\d+ --"
            + "|cannot write to the client: .* during .*"
            + "|Invalid \\(too big\\) CONTENT_LENGTH. skip. .*");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void survives_damaged_requests(Wire wire) throws Exception {
        List<String> arguments = new ArrayList<>(Wire.sockets());
        arguments.addAll(List.of("--jwsgi", Programs.app("Awkward"), "--threads", "4", "--socket-timeout", "1"));
        arguments.addAll(List.of("--limit-post", "1000000", "--post-buffering", "20"));
        try (ServerProcess server = ServerProcess.jwsgi(directory, arguments.toArray(String[]::new))) {
            List<Integer> ports = Wire.ports(server, Wire.values().length);
            server.awaitReady();
            int port = ports.get(wire.ordinal());
            for (byte[] valid : valid(wire)) {
                assertThat(Wire.status(RawClient.exchange(port, valid))).isEqualTo(200);
            }
            server.awaitLines("[pid: ", valid(wire).size());
            int linesBefore = server.lines().size();
            int threads = ProcessLook.threads(server.pid());
            List<String> descriptors = ProcessLook.descriptors(server.pid());
            try (Load healthy = Load.start(ports.get(Wire.HTTP.ordinal()), "/", 1)) {
                healthy.awaitServed(1);
                damage(wire, port);
                healthy.awaitServed(1);
                assertThat(healthy.failures()).isEmpty();
            }
            ProcessLook.awaitDescriptors(server.pid(), descriptors);
            assertThat(ProcessLook.threads(server.pid())).isLessThan(threads + 16);
            List<String> lines =
                    server.lines().subList(linesBefore, server.lines().size());
            assertThat(lines.stream().filter(line -> !KNOWN_LINE.matcher(line).matches()))
                    .as("lines that no bad request should cause")
                    .isEmpty();
            assertToldOnce(
                    lines.stream().filter(line -> line.contains(", socket: ")).toList());
            assertThat(Wire.status(RawClient.exchange(port, wire.get("/")))).isEqualTo(200);
        }
    }

    /** Checks that no refused client is named twice, as far as the system does not use a port again. */
    private static void assertToldOnce(List<String> refusals) {
        assertThat(refusals).hasSizeBetween(CONNECTIONS / 10, CONNECTIONS);
        for (int i = 0; i < refusals.size(); i++) {
            String client = refusals.get(i).replaceFirst("^.* \\(client", "(client");
            assertThat(refusals.subList(Math.max(0, i - 100), i)).noneMatch(line -> line.endsWith(client));
        }
    }

    private static List<byte[]> valid(Wire wire) {
        byte[] body = Wire.bytes("0123456789abcdef0123456789abcdef");
        return List.of(
                wire.get("/"),
                wire.get("/env?a=b"),
                wire.request("POST", "/count", body),
                wire.request("POST", "/echo", body, "HTTP_X_SOMETHING", "a value", "HTTP_COOKIE", "a=b; c=d"),
                wire.request("HEAD", "/zeros", new byte[0]),
                wire.get("/zeros"));
    }

    private static void damage(Wire wire, int port) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(executor.submit(() -> {
                    for (int n = next.getAndIncrement(); n < CONNECTIONS; n = next.getAndIncrement()) {
                        attack(wire, port, new Random(SEED + n));
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }

    private static void attack(Wire wire, int port, Random random) throws IOException {
        List<byte[]> valid = valid(wire);
        byte[] bytes = valid.get(random.nextInt(valid.size()));
        int wounds = random.nextInt(4);
        for (int i = 0; i < wounds; i++) {
            bytes = wound(bytes, random);
        }
        try (RawClient client = new RawClient(port)) {
            sendInPieces(client, bytes, random);
            int ending = random.nextInt(20);
            if (ending == 0) {
                client.reset();
            } else if (ending > 1) {
                client.halfClose();
                byte[] reply = client.readWhatComes();
                if (wire == Wire.HTTP && reply.length > 0) {
                    assertThat(new String(reply, 0, Math.min(13, reply.length))).matches("HTTP/1\\.[01] \\d{3} ");
                }
            }
        } catch (SocketException e) {
            // Closed by the server while this side was still sending.
        }
    }

    private static void sendInPieces(RawClient client, byte[] bytes, Random random) throws IOException {
        int pieces = 1 + random.nextInt(4);
        int from = 0;
        for (int i = 1; i <= pieces; i++) {
            int to = i == pieces ? bytes.length : from + random.nextInt(bytes.length - from + 1);
            client.send(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
    }

    private static byte[] wound(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
        byte[] before = Arrays.copyOf(bytes, at);
        byte[] touched = Arrays.copyOfRange(bytes, at, at + length);
        byte[] after = Arrays.copyOfRange(bytes, at + length, bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> before;
            case 1 -> Wire.join(before, after);
            case 2 -> Wire.join(bytes, Wire.join(touched, after));
            case 3 -> Wire.join(before, Wire.join(noise(length, random), after));
            case 4 -> Wire.join(before, Wire.join(noise(length, random), Wire.join(touched, after)));
            case 5 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            default -> Wire.join(before, Wire.join(extreme(random), after));
        };
    }

    private static byte[] noise(int length, Random random) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    /** Returns what parsers of numbers and lines stumble over. */
    private static byte[] extreme(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (random.nextInt(6)) {
            case 0 -> out.writeBytes(new byte[] {-1, -1, -1, -1});
            case 1 -> out.writeBytes(new byte[8]);
            case 2 -> out.writeBytes(Wire.bytes("99999999999999999999"));
            case 3 -> out.writeBytes(Wire.bytes("\r\n\r\n"));
            case 4 -> out.writeBytes(Wire.bytes("\r\nTransfer-Encoding: chunked\r\nContent-Length: -5\r\n"));
            default -> out.writeBytes(Wire.bytes("A".repeat(5000)));
        }
        return out.toByteArray();
    }
}
