package org.jwsgi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A storm of log lines that raise alarms: what is delivered, what is dropped, and what it costs visitors. Servers without
 * and with alarms are measured in turn, several times, so that what else the machine does meets all of them.
 */
public final class AlarmStorm {
    private static final int VISITORS = 4;
    private static final Pattern ALARM = Pattern.compile(
            "\"name\": ?\"(\\w+)\".*?\"delivered\": ?(\\d+).*?\"repeated\": ?(\\d+).*?\"dropped\": ?(\\d+).*?\"queued\": ?(\\d+)",
            Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("bound to TCP address [^ ]*?:(\\d+) ");

    private static final Map<String, List<String>> VARIANTS = variants();

    private final Process server;
    private final Path folder;
    private final URI root;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Map<String, List<String>> variants() {
        Map<String, List<String>> variants = new LinkedHashMap<>();
        List<String> alarms = List.of("--alarm=cmd cmd:cat >> delivered", "--alarm=log log:STORM ALARM");
        List<String> watched = new ArrayList<>(alarms);
        watched.add("--log-alarm=cmd,log ^(FATAL|OutOfMemory).*[0-9]{3}");
        List<String> raised = new ArrayList<>(alarms);
        raised.add("--log-alarm=cmd,log ^STORM line [0-9]+");
        variants.put("no alarms", List.of());
        variants.put("no line matches", watched);
        variants.put("every line matches", raised);
        return variants;
    }

    private AlarmStorm(Path folder, List<String> options) throws IOException, InterruptedException {
        this.folder = folder;
        Path app = Files.writeString(folder.resolve("Storm.java"), """
                import java.util.*;
                public class Storm {
                    public static Object[] application(HashMap<String, Object> env) {
                        String query = (String) env.get("QUERY_STRING");
                        if (query != null && !query.isEmpty()) {
                            long start = System.nanoTime();
                            int lines = Integer.parseInt(query);
                            for (int i = 0; i < lines; i++) {
                                System.err.println("STORM line " + i + " of a component that has had enough for today");
                            }
                            String millis = Long.toString((System.nanoTime() - start) / 1_000_000);
                            return new Object[] {200, Map.of("Content-Type", "text/plain"), millis};
                        }
                        return new Object[] {200, Map.of("Content-Type", "text/plain", "Content-Length", "2"), "ok"};
                    }
                }
                """);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("jwsgi.dist"), "bin/jwsgi").toString(),
                "--master",
                "--log-master",
                "--http-socket=127.0.0.1:0",
                "--threads=8",
                "--disable-logging",
                "--stats=stats",
                "--jwsgi=" + app));
        command.addAll(options);
        server = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        root = URI.create("http://127.0.0.1:" + awaitPort() + "/");
        get(root);
    }

    private int awaitPort() throws IOException, InterruptedException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120); System.nanoTime() < end; ) {
            Matcher matcher = PORT.matcher(Files.readString(folder.resolve("log")));
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("the server does not start: " + Files.readString(folder.resolve("log")));
    }

    private String get(URI uri) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answers " + answer.statusCode());
        }
        return answer.body();
    }

    /** What one storm did. */
    private record Weather(long millis, long[] latencies) {}

    private Weather storm(int lines) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<List<Long>> all = new ArrayList<>();
        List<Thread> visitors = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            List<Long> own = new ArrayList<>();
            all.add(own);
            visitors.add(Thread.ofPlatform().start(() -> visit(over, own)));
        }
        long millis = Long.parseLong(get(root.resolve("?" + lines)));
        over.set(true);
        for (Thread visitor : visitors) {
            visitor.join();
        }
        long[] latencies = all.stream()
                .flatMap(List::stream)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return new Weather(millis, latencies);
    }

    private void visit(AtomicBoolean over, List<Long> latencies) {
        try {
            while (!over.get()) {
                long start = System.nanoTime();
                String unused = get(root);
                latencies.add((System.nanoTime() - start) / 1000);
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("a visitor failed", e);
        }
    }

    /** Waits until nothing is queued and tells what became of the messages. */
    private String outcome() throws Exception {
        String stats = stats();
        for (int i = 0;
                i < 600 && Pattern.compile("\"queued\": ?[1-9]").matcher(stats).find();
                i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            stats = stats();
        }
        int at = stats.indexOf("\"alarms\"");
        List<String> outcomes = new ArrayList<>();
        Matcher matcher = ALARM.matcher(at < 0 ? "" : stats.substring(at));
        while (matcher.find()) {
            outcomes.add(matcher.group(1) + ": " + matcher.group(2) + " delivered, " + matcher.group(4) + " dropped");
        }
        return String.join("; ", outcomes);
    }

    private String stats() throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("stats")));
            ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
            while (channel.read(buffer) >= 0) {}
            return new String(buffer.array(), 0, buffer.position(), UTF_8);
        }
    }

    private void end() throws IOException, InterruptedException {
        client.close();
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().waitFor();
    }

    /** Runs the storms. */
    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        int lines = 100_000;
        for (String argument : arguments) {
            if (argument.startsWith("--rounds=")) {
                rounds = Integer.parseInt(argument.substring(9));
            } else if (argument.startsWith("--lines=")) {
                lines = Integer.parseInt(argument.substring(8));
            } else {
                System.err.println("alarms: unknown argument " + argument);
                System.exit(2);
            }
        }
        Path directory = Files.createTempDirectory("jwsgi-alarms");
        Map<String, AlarmStorm> servers = new LinkedHashMap<>();
        try {
            for (String variant : VARIANTS.keySet()) {
                Path folder = Files.createDirectory(directory.resolve(variant.replace(' ', '-')));
                servers.put(variant, new AlarmStorm(folder, VARIANTS.getOrDefault(variant, List.of())));
            }
            Map<String, List<Weather>> seen = new LinkedHashMap<>();
            for (AlarmStorm server : servers.values()) {
                Weather unused = server.storm(lines / 2); // so that everything is compiled
                String drained = server.outcome();
            }
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, AlarmStorm> server : servers.entrySet()) {
                    seen.computeIfAbsent(server.getKey(), _ -> new ArrayList<>())
                            .add(server.getValue().storm(lines));
                    String drained = server.getValue().outcome();
                }
            }
            print(lines, rounds, seen, servers);
        } finally {
            for (AlarmStorm server : servers.values()) {
                server.end();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void print(int lines, int rounds, Map<String, List<Weather>> seen, Map<String, AlarmStorm> servers)
            throws Exception {
        System.out.println(
                "| alarms | lines per second | requests | p50 ms | p99 ms | max ms | messages, with the warm-up |");
        System.out.println("|---|---:|---:|---:|---:|---:|---|");
        for (Map.Entry<String, List<Weather>> entry : seen.entrySet()) {
            long[] all = entry.getValue().stream()
                    .flatMapToLong(weather -> Arrays.stream(weather.latencies()))
                    .sorted()
                    .toArray();
            long millis = entry.getValue().stream().mapToLong(Weather::millis).sum();
            AlarmStorm server = servers.get(entry.getKey());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.2f | %.2f | %.2f | %s |%n",
                    entry.getKey(),
                    (long) lines * rounds * 1000 / Math.max(1, millis),
                    all.length,
                    all[all.length / 2] / 1000.0,
                    all[(int) (all.length * 0.99)] / 1000.0,
                    all[all.length - 1] / 1000.0,
                    server == null ? "" : server.outcome());
        }
    }
}
