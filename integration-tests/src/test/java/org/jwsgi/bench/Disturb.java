package org.jwsgi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Disturbs a server at full load, as operators and accidents do, and counts the requests that failed, each with its
 * cause: workers killed, chain reloads, graceful reloads, and a pool that swings between one and four workers.
 */
public final class Disturb {
    private static final int CLIENTS = 8;
    private static final List<String> TWO = List.of("--processes=2");

    private final Path log;
    private final Path fifo;
    private final int port;
    private final Process server;
    private final List<Crowd.Kill> kills = new ArrayList<>();

    private Disturb(Path directory, List<String> options) throws IOException, InterruptedException {
        log = directory.resolve("log");
        fifo = directory.resolve("fifo");
        Path app = Files.writeString(directory.resolve("Work.java"), """
                import java.util.*;
                public class Work {
                    public static Object[] application(HashMap<String, Object> env) throws Exception {
                        String query = (String) env.get("QUERY_STRING");
                        if (query != null && !query.isEmpty()) {
                            Thread.sleep(Long.parseLong(query));
                        }
                        HashMap<String, Object> headers = new HashMap<>();
                        headers.put("Content-Type", "text/plain");
                        String pid = Long.toString(ProcessHandle.current().pid());
                        headers.put("Content-Length", Integer.toString(pid.length()));
                        return new Object[] {200, headers, pid};
                    }
                }
                """);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("jwsgi.dist"), "bin/jwsgi").toString(),
                "--master",
                "--http-socket=127.0.0.1:0",
                "--threads=4",
                "--listen=1024",
                "--disable-logging",
                "--master-fifo=" + fifo,
                "--jwsgi=" + app));
        command.addAll(options);
        server = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Soak.end(server)));
        port = Soak.awaitPort(server, log);
    }

    /** A disturbance. */
    private interface Disturbance {
        void happen(Disturb disturb, Crowd crowd) throws Exception;
    }

    /**
     * A server of its own under load while something happens to it.
     *
     * @param key what {@code --only=KEY} calls it
     * @param title what the table calls it
     * @param clients the number of visitors
     * @param disturbance what happens
     * @param options the server's options
     */
    private record Phase(String key, String title, int clients, Disturbance disturbance, List<String> options) {}

    /** Runs all disturbances; {@code --quick} runs few of each, {@code --only=KEY} one of them. */
    public static void main(String[] args) throws Exception {
        boolean quick = List.of(args).contains("--quick");
        int kills = quick ? 3 : 20;
        int reloads = quick ? 2 : 10;
        int swings = quick ? 1 : 5;
        System.out.println("| disturbance | s | requests of the visitors | failed: in flight in a killed worker |"
                + " failed otherwise | sent again on a fresh connection | requests of wrk | its errors |");
        System.out.println("|---|---:|---:|---:|---|---:|---:|---|");
        String only = Arrays.stream(args)
                .filter(arg -> arg.startsWith("--only="))
                .map(arg -> arg.substring("--only=".length()))
                .findFirst()
                .orElse("");
        List<Phase> phases = List.of(
                new Phase(
                        "none",
                        "none, for comparison",
                        CLIENTS,
                        (d, crowd) -> TimeUnit.SECONDS.sleep(quick ? 3 : 10),
                        TWO),
                new Phase(
                        "kills",
                        kills + " times `kill -9` of a worker",
                        CLIENTS,
                        (d, crowd) -> d.killWorkers(crowd, kills),
                        TWO),
                new Phase("chain", reloads + " chain reloads", CLIENTS, (d, crowd) -> d.chainReload(reloads), TWO),
                new Phase(
                        "graceful",
                        reloads + " graceful reloads",
                        CLIENTS,
                        (d, crowd) -> d.reload(crowd, reloads),
                        TWO),
                new Phase(
                        "cheaper",
                        swings + " swings of cheaper, 1 to 4 workers and back",
                        1,
                        (d, crowd) -> d.swing(swings),
                        List.of("--processes=4", "--cheaper=1", "--cheaper-step=3", "--cheaper-overload=1")));
        boolean clean = true;
        for (Phase phase : phases) {
            if (only.isEmpty() || only.equals(phase.key())) {
                clean &= run(phase);
            }
        }
        if (!clean) {
            throw new IllegalStateException("requests failed that were not in flight in a killed worker");
        }
    }

    private static boolean run(Phase phase) throws Exception {
        Path directory = Files.createTempDirectory("jwsgi-disturb");
        Disturb disturb = null;
        try {
            disturb = new Disturb(directory, phase.options());
            Crowd crowd = new Crowd(disturb.port, "/", phase.clients());
            long begin = System.nanoTime();
            disturb.awaitServing(crowd);
            phase.disturbance().happen(disturb, crowd);
            disturb.awaitServing(crowd);
            Crowd.Result result = crowd.end(disturb.kills);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %s | %d | %d | %s |",
                    phase.title(),
                    seconds,
                    result.served(),
                    result.inKilled(),
                    result.others().isEmpty() ? "none" : result.others(),
                    result.resent(),
                    result.wrkRequests(),
                    result.wrkErrors()));
            disturb.strange();
            return result.others().isEmpty();
        } finally {
            if (disturb != null) {
                Soak.end(disturb.server);
            }
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void killWorkers(Crowd crowd, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            List<Long> workers = workers();
            long victim = workers.get(i % workers.size());
            ProcessHandle handle = ProcessHandle.of(victim).orElseThrow();
            long begin = System.nanoTime();
            handle.destroyForcibly();
            handle.onExit().get(60, TimeUnit.SECONDS);
            kills.add(new Crowd.Kill(begin, System.nanoTime()));
            await("Respawned jwsgi worker ", i + 1);
            awaitServing(crowd);
        }
    }

    private void chainReload(int times) throws Exception {
        for (int i = 1; i <= times; i++) {
            Files.writeString(fifo, "c", StandardOpenOption.WRITE);
            await("chain reloading complete", i);
        }
    }

    private void reload(Crowd crowd, int times) throws Exception {
        for (int i = 1; i <= times; i++) {
            new ProcessBuilder("kill", "-HUP", Long.toString(server.pid()))
                    .start()
                    .waitFor();
            await("spawned jwsgi worker ", 2 * (i + 1));
            awaitServing(crowd);
        }
    }

    /** The crowd of one visitor leaves the pool small; a second crowd that keeps every worker busy makes it grow. */
    private void swing(int times) throws Exception {
        for (int i = 1; i <= times; i++) {
            Crowd rush = new Crowd(port, "/?20", 12);
            awaitWorkers(4);
            TimeUnit.SECONDS.sleep(1);
            Crowd.Result result = rush.end(List.of());
            if (!result.others().isEmpty()) {
                System.out.println("swing " + i + " at its peak: " + result);
            }
            awaitWorkers(1);
        }
    }

    /** Waits until every worker has answered one of the crowd's requests, so that each is really there. */
    private void awaitServing(Crowd crowd) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        for (List<Long> workers = workers(); workers.isEmpty() || !crowd.servedBy(workers); workers = workers()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("not all of " + workers + " serve:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void awaitWorkers(int count) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (workers().size() != count) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("no " + count + " workers but " + workers() + ":\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private List<Long> workers() throws IOException {
        return ProcessTree.children(server.pid());
    }

    private void await(String text, int count) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (count(text) < count) {
            if (System.nanoTime() > end || !server.isAlive()) {
                throw new TimeoutException("no " + count + " lines with '" + text + "':\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private long count(String text) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    /** Shows what the log says that a disturbance does not explain. */
    private void strange() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            lines.filter(line -> line.contains("ERROR")
                            || line.contains("Exception")
                            || line.contains("NO MERCY")
                            || line.contains("too fast"))
                    .limit(10)
                    .forEach(line -> System.out.println("  log: " + line));
        }
    }
}
