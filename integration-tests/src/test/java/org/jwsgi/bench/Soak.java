package org.jwsgi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Serves small pages and uploads at a modest rate for a long time, while workers are recycled all the time, and shows
 * every minute what the processes hold: memory, descriptors, threads, temporary files. What grows, leaks.
 */
public final class Soak {
    private static final Pattern PORT = Pattern.compile("bound to TCP address 127\\.0\\.0\\.1:(\\d+) ");
    private static final int CLIENTS = 4;
    private static final int UPLOAD_BYTES = 256 * 1024;

    private final int minutes;
    private final int rate;
    private final Path directory;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong uploads = new AtomicLong();
    private final AtomicLong resent = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Map<String, Integer> failures = new TreeMap<>();

    private Soak(int minutes, int rate, Path directory) {
        this.minutes = minutes;
        this.rate = rate;
        this.directory = directory;
    }

    /** Runs for a number of minutes (first argument) at a number of requests per second (second argument). */
    public static void main(String[] args) throws Exception {
        int minutes = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        Path directory = Files.createTempDirectory("jwsgi-soak");
        boolean clean;
        try {
            clean = new Soak(minutes, rate, directory).run();
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        if (!clean) {
            throw new IllegalStateException("requests failed");
        }
    }

    private boolean run() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment().put("TMPDIR", temporary.toString());
        Process server = builder.start();
        // An interrupted run must leave nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server)));
        List<Thread> clients = new ArrayList<>();
        try {
            int port = awaitPort(server, log);
            System.out.println("Soak of " + minutes + " minutes, " + rate + " requests per second of " + CLIENTS
                    + " clients (half of them with keep-alive), every fourth an upload of " + UPLOAD_BYTES / 1024
                    + " KiB that is buffered on disk; 2 workers, threads=4, max-requests=500");
            System.out.println();
            System.out.println("| minute | time | requests | failed | respawns | master PSS MB | fds | threads |"
                    + " workers' PSS MB | fds | threads | temp files |");
            System.out.println("|---:|---|---:|---:|---:|---:|---:|---:|---|---|---|---:|");
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                clients.add(Thread.ofPlatform().daemon().start(() -> visit(port, number)));
            }
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(5);
            for (int minute = 0; minute <= minutes; minute++) {
                long left = begin + TimeUnit.MINUTES.toNanos(minute) - System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(Math.max(left, 0));
                if (!server.isAlive()) {
                    count("the server has ended");
                    break;
                }
                System.out.println(row(minute, server.pid(), temporary, log));
            }
        } finally {
            ended.set(true);
            for (Thread client : clients) {
                client.join(60_000);
            }
            end(server);
        }
        summary(log, temporary);
        return failures.isEmpty();
    }

    private static List<String> command() {
        Path dist = Path.of(System.getProperty("jwsgi.dist"));
        return List.of(
                dist.resolve("bin/jwsgi").toString(),
                "--master",
                "--http-socket=127.0.0.1:0",
                "--processes=2",
                "--threads=4",
                "--listen=1024",
                "--max-requests=500",
                "--min-worker-lifetime=0",
                "--post-buffering=65536",
                "--disable-logging",
                "--manage-script-name",
                "--jwsgi=" + dist.resolve("examples/Hello.java"),
                "--mount=/upload=" + dist.resolve("examples/Upload.java"));
    }

    private void visit(int port, int number) {
        try (Visitor visitor = new Visitor(port, number % 2 == 0)) {
            byte[] upload = new byte[UPLOAD_BYTES];
            new java.util.Random(number).nextBytes(upload);
            String digest = "size " + upload.length + "\nsha256 "
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(upload))
                    + "\n";
            long pause = TimeUnit.SECONDS.toNanos(1) * CLIENTS / rate;
            long next = System.nanoTime();
            for (int turn = number; !ended.get(); turn++) {
                request(visitor, turn % 4 == 0, upload, digest);
                next = Math.max(next + pause, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
                TimeUnit.NANOSECONDS.sleep(Math.max(next - System.nanoTime(), 0));
            }
            resent.addAndGet(visitor.resent());
        } catch (Exception e) {
            count("client: " + e);
        }
    }

    private void request(Visitor visitor, boolean isUpload, byte[] upload, String digest) {
        try {
            byte[] reply =
                    isUpload ? visitor.send("POST", "/upload/", upload) : visitor.send("GET", "/page", new byte[0]);
            String text = new String(reply, StandardCharsets.UTF_8);
            requests.incrementAndGet();
            if (isUpload) {
                uploads.incrementAndGet();
            }
            if (!text.equals(isUpload ? digest : "Hello from /page\n")) {
                count("wrong reply: " + text);
            }
        } catch (Visitor.FailedRequest e) {
            count((isUpload ? "upload: " : "page: ") + e.getMessage());
        }
    }

    private void count(String failure) {
        synchronized (failures) {
            failures.merge(failure, 1, Integer::sum);
        }
    }

    private String row(int minute, long master, Path temporary, Path log) throws IOException {
        StringBuilder pss = new StringBuilder();
        StringBuilder descriptors = new StringBuilder();
        StringBuilder threads = new StringBuilder();
        long files = entries(temporary);
        for (long worker : ProcessTree.children(master)) {
            try {
                String memory = megabytes(worker);
                String open = Long.toString(entries(Path.of("/proc/" + worker + "/fd")));
                String tasks = Long.toString(entries(Path.of("/proc/" + worker + "/task")));
                files += ProcessTree.openFilesIn(worker, temporary);
                pss.append(pss.isEmpty() ? "" : ", ").append(memory);
                descriptors.append(descriptors.isEmpty() ? "" : ", ").append(open);
                threads.append(threads.isEmpty() ? "" : ", ").append(tasks);
            } catch (IOException e) {
                // Recycled in this moment.
            }
        }
        int failed;
        synchronized (failures) {
            failed = failures.values().stream().mapToInt(Integer::intValue).sum();
        }
        return "| " + minute + " | " + LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " | " + requests.get() + " | "
                + failed + " | " + lines(log, "Respawned jwsgi worker ") + " | " + megabytes(master) + " | "
                + entries(Path.of("/proc/" + master + "/fd")) + " | " + entries(Path.of("/proc/" + master + "/task"))
                + " | " + pss + " | " + descriptors + " | " + threads + " | " + files + " |";
    }

    private void summary(Path log, Path temporary) throws IOException {
        System.out.println();
        System.out.println(requests.get() + " requests, " + uploads.get() + " of them uploads; "
                + lines(log, "Respawned jwsgi worker ") + " workers recycled; " + resent.get()
                + " requests sent again because an idle connection had ended; temp files left: " + entries(temporary));
        synchronized (failures) {
            System.out.println("failed requests: " + (failures.isEmpty() ? "none" : failures));
        }
        try (Stream<String> lines = Files.lines(log)) {
            List<String> strange = lines.filter(line -> line.contains("DAMN")
                            || line.contains("ERROR")
                            || line.contains("Exception")
                            || line.contains("NO MERCY"))
                    .limit(20)
                    .toList();
            System.out.println("lines of the log that need a look: " + (strange.isEmpty() ? "none" : strange));
        }
    }

    private static String megabytes(long pid) throws IOException {
        long tenths = Memory.pssKilobytes(pid) * 10 / 1024;
        return tenths / 10 + "." + tenths % 10;
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static long lines(Path log, String text) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    /** Waits until a server has bound a port that the system chose, and returns it. */
    static int awaitPort(Process server, Path log) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 600 && server.isAlive(); attempt++) {
            Matcher bound = PORT.matcher(Files.readString(log));
            if (bound.find()) {
                return Integer.parseInt(bound.group(1));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the server does not listen:\n" + Files.readString(log));
    }

    /** Ends a server in good order, or at once when that takes too long, and never another process. */
    static void end(Process server) {
        try {
            if (!server.isAlive()) {
                return;
            }
            new ProcessBuilder("kill", "-INT", Long.toString(server.pid()))
                    .start()
                    .waitFor();
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.descendants().forEach(ProcessHandle::destroyForcibly);
                server.destroyForcibly();
            }
        } catch (IOException e) {
            server.destroyForcibly();
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
