package org.jwsgi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An Emperor, jwsgi or real uWSGI, over a folder of its own. Its log is kept with the moment of each line. All its processes
 * carry a mark in their environment, so that those which have left the family are found as well. Closing it kills them all.
 */
final class Empire implements AutoCloseable {
    private static final String MARK = "JWSGI_BENCH_EMPIRE";

    private final Path folder;
    private final Path stats;
    private final Path log;
    private final String mark = MARK + "=" + UUID.randomUUID();
    private final List<Line> lines = new ArrayList<>();
    private final Process process;

    /**
     * A line of the log.
     *
     * @param nanos when it came
     */
    record Line(long nanos, String text) {}

    /** Starts an Emperor over a folder, with further options. */
    Empire(Path folder, List<String> program, String... options) throws IOException {
        this.folder = folder;
        this.stats = folder.resolveSibling(folder.getFileName() + ".stats");
        this.log = Files.createTempFile(folder.getParent(), "emperor", ".log");
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--emperor", folder.toString(), "--emperor-stats", stats.toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(MARK, mark.substring(MARK.length() + 1));
        process = builder.start();
        Thread.ofPlatform().daemon().name("log of the Emperor").start(this::read);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Returns the command of the server under test. */
    static List<String> jwsgi() {
        return List.of(Path.of(System.getProperty("jwsgi.dist"), "bin/jwsgi").toString());
    }

    private void read() {
        try (var reader = process.inputReader(UTF_8);
                var copy = Files.newBufferedWriter(log)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(new Line(System.nanoTime(), line));
                    lines.notifyAll();
                }
                copy.write(line + "\n");
                copy.flush();
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add(new Line(System.nanoTime(), "the log cannot be read: " + e));
            }
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the path of a vassal's file. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Returns how many lines there are. */
    int lineCount() {
        synchronized (lines) {
            return lines.size();
        }
    }

    /** Returns the lines from a number on. */
    List<Line> linesFrom(int first) {
        synchronized (lines) {
            return List.copyOf(lines.subList(first, lines.size()));
        }
    }

    long count(Predicate<String> wanted) {
        return linesFrom(0).stream().filter(line -> wanted.test(line.text())).count();
    }

    /** Waits until a number of lines from a number on are as wanted, and returns them. */
    List<Line> await(int first, int count, Predicate<String> wanted, String what, int seconds)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Line> found = new ArrayList<>();
        synchronized (lines) {
            for (int next = first; found.size() < count; ) {
                if (next < lines.size()) {
                    Line line = lines.get(next++);
                    if (wanted.test(line.text())) {
                        found.add(line);
                    }
                    continue;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new TimeoutException(found.size() + " of " + count + " times: " + what);
                }
                lines.wait(left);
            }
        }
        return found;
    }

    /** Returns what the stats server says. */
    String stats() throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(stats));
            return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
        }
    }

    /** Returns the flat objects of a list in the stats, as text. */
    static List<String> objects(String stats, String list) {
        int begin = stats.indexOf("\"" + list + "\":");
        List<String> objects = new ArrayList<>();
        if (begin >= 0) {
            int end = stats.indexOf(']', begin);
            Matcher matcher = Pattern.compile("\\{[^{}]*}").matcher(stats.substring(begin, end));
            while (matcher.find()) {
                objects.add(matcher.group());
            }
        }
        return objects;
    }

    /** Returns a member of a flat object, without quotes; empty when there is none. */
    static Optional<String> member(String object, String key) {
        Matcher matcher =
                Pattern.compile("\"" + key + "\":\\s*(?:\"([^\"]*)\"|(-?\\d+))").matcher(object);
        return matcher.find() ? Optional.of(matcher.group(matcher.group(1) == null ? 2 : 1)) : Optional.empty();
    }

    /** Returns the process of a vassal; empty when it has none. */
    Optional<Long> vassal(String id) throws IOException {
        return objects(stats(), "vassals").stream()
                .filter(vassal -> member(vassal, "id").equals(Optional.of(id)))
                .flatMap(vassal -> member(vassal, "pid").stream())
                .map(Long::parseLong)
                .filter(pid -> pid > 0)
                .findFirst();
    }

    /** Returns all processes that carry the mark, wherever they are, except those that are only waited for. */
    List<Long> marked() throws IOException {
        List<Long> marked = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry : entries.toList()) {
                String name = String.valueOf(entry.getFileName());
                if (Character.isDigit(name.charAt(0)) && isMarked(entry)) {
                    marked.add(Long.parseLong(name));
                }
            }
        }
        return marked;
    }

    private boolean isMarked(Path entry) {
        try {
            String environment = new String(Files.readAllBytes(entry.resolve("environ")), UTF_8);
            return List.of(environment.split("\0")).contains(mark);
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** Sends a signal to the Emperor. */
    void signal(String name) throws IOException, InterruptedException {
        signal(pid(), name);
    }

    /** Sends a signal to a process. */
    static void signal(long pid, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    /** Waits for the end of the Emperor and returns its exit code, or nothing when it does not end. */
    Optional<Integer> awaitExit(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) ? Optional.of(process.exitValue()) : Optional.empty();
    }

    /** Kills whatever of it is left. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            for (long pid : marked()) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            System.err.println("cannot look for what is left: " + e);
        }
    }

    /** What a process of a bench holds; memory in kB. */
    record Holding(long proportional, long resident, long descriptors, long threads, long zombies) {
        static Holding of(long pid) throws IOException {
            long zombies = 0;
            for (long child : ProcessTree.children(pid)) {
                if (ProcessTree.isZombie(child)) {
                    zombies++;
                }
            }
            return new Holding(
                    Memory.pssKilobytes(pid), Memory.rssKilobytes(pid), count(pid, "fd"), count(pid, "task"), zombies);
        }

        private static long count(long pid, String folder) throws IOException {
            try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid + "/" + folder))) {
                return entries.count();
            }
        }

        @Override
        public String toString() {
            return "PSS " + proportional / 1024 + " MB, RSS " + resident / 1024 + " MB, " + descriptors + " fds, "
                    + threads + " threads, " + zombies + " zombies";
        }
    }

    /** Deletes a folder and what is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
