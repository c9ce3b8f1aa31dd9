package org.jwsgi.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Life under abuse: vassals of which some crash at once, some have broken configurations, some flap and some ignore their
 * stop, while the others are under load. Tells what the healthy ones missed, what became of the others, what the Emperor
 * holds, what is left of it all when it is killed, and how long it takes to stop when vassals ignore that.
 */
final class Abuse {
    private final Path directory;
    private final int count;
    private final int seconds;
    private final int each;
    private final AbusiveVassals abusive;
    private final Map<String, Integer> healthy = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<String> wrongs = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    private Abuse(Path directory, int count, int seconds) throws IOException {
        this.directory = directory;
        this.count = count;
        this.seconds = seconds;
        this.each = Math.max(1, count / 20);
        this.abusive = new AbusiveVassals(
                Files.createDirectory(directory.resolve("empire")), Files.createDirectory(directory.resolve("apps")));
    }

    /** Runs it; the arguments are the number of vassals and the seconds under load. */
    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 120;
        Path directory = Files.createTempDirectory("jwsgi-abuse");
        Abuse abuse = new Abuse(directory, count, seconds);
        try {
            abuse.abusive.compile();
            abuse.suffer();
            abuse.stopTheStubborn();
        } finally {
            abuse.over.set(true);
        }
        if (!abuse.wrongs.isEmpty()) {
            throw new IllegalStateException(String.join("; ", abuse.wrongs) + "; the logs are in " + directory);
        }
        Empire.delete(directory);
        System.out.println("all as it should be");
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private int port(String name) throws IOException {
        int port = Contenders.freePort();
        ports.put(name, port);
        return port;
    }

    private void writeAll() throws IOException {
        for (int i = 0; i < count - 8 * each; i++) {
            String name = "healthy" + i + ".ini";
            int port = port(name);
            healthy.put(name, port);
            // One with a whole family, to see whether that is left when the Emperor is killed.
            String[] more = {"master = true", "processes = 2", "attach-daemon = sleep 100000"};
            abusive.put(name, abusive.config("Hello", port, i == 0 ? more : new String[0]));
        }
        for (int i = 0; i < 4 * each; i++) {
            abusive.crashing(i);
        }
        for (int i = 0; i < 2 * each; i++) {
            abusive.broken(i, taken.getLocalPort());
        }
        for (int i = 0; i < each; i++) {
            abusive.flapping(i, port(AbusiveVassals.flappingName(i)));
            abusive.stubborn(i, port(AbusiveVassals.stubbornName(i)));
        }
    }

    private void suffer() throws Exception {
        writeAll();
        long begin = System.nanoTime();
        try (Empire empire = new Empire(directory.resolve("empire"), Empire.jwsgi())) {
            for (int port : healthy.values()) {
                BenchApp.awaitAnswer(port, empire::isAlive);
            }
            say("%d healthy vassals of %d answer after %.1f s", healthy.size(), count, since(begin));
            awaitStubborn(empire);
            say("the Emperor then: %s", Empire.Holding.of(empire.pid()));
            int firstLine = empire.lineCount();
            begin = System.nanoTime();
            HealthyLoad load = new HealthyLoad(healthy);
            flap(empire);
            TimeUnit.SECONDS.sleep(seconds / 4);
            say("after %.0f s: %s", since(begin), Empire.Holding.of(empire.pid()));
            dismissTheStubborn(empire);
            say("after %.0f s: %s", since(begin), Empire.Holding.of(empire.pid()));
            while (since(begin) < seconds) {
                TimeUnit.SECONDS.sleep(1);
            }
            over.set(true);
            load.end();
            say("after %.0f s: %s", since(begin), Empire.Holding.of(empire.pid()));
            say("healthy: %s", load.report());
            if (!load.failures().isEmpty()) {
                wrongs.add("healthy vassals missed requests");
            }
            tellOfOthers(empire, firstLine, since(begin));
            kill(empire);
        }
    }

    /** Those that refuse to end have to be there first, and one of them suspended. */
    private void awaitStubborn(Empire empire) throws Exception {
        for (int i = 0; i < each; i++) {
            if (i % 5 == 0) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (!isDeaf(empire, AbusiveVassals.stubbornName(i))) {
                    if (System.nanoTime() > end) {
                        throw new TimeoutException("no deaf program");
                    }
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                continue;
            }
            int port = port(i);
            BenchApp.awaitAnswer(port, empire::isAlive);
            if (i % 5 == 2 || i % 5 == 4) {
                ask(port, "/hang");
            }
            if (i % 5 == 3) {
                Empire.signal(empire.vassal(AbusiveVassals.stubbornName(i)).orElseThrow(), "STOP");
            }
        }
    }

    private static boolean isDeaf(Empire empire, String name) throws IOException {
        Optional<Long> pid = empire.vassal(name);
        return pid.isPresent()
                && Files.readString(Path.of("/proc/" + pid.get() + "/cmdline")).startsWith("/bin/sh");
    }

    private int port(int stubborn) {
        return ports.getOrDefault(AbusiveVassals.stubbornName(stubborn), 0);
    }

    /** Touches one configuration all the time, takes one away and brings it back, and visits one that dies of each visit. */
    private void flap(Empire empire) {
        for (int i = 0; i < each; i++) {
            String name = AbusiveVassals.flappingName(i);
            int number = i;
            Thread.ofVirtual().start(() -> {
                try {
                    for (long round = 1; !over.get(); round++) {
                        flap(empire, name, number, round);
                    }
                } catch (IOException e) {
                    System.out.println("cannot flap any more: " + e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private void flap(Empire empire, String name, int number, long round) throws IOException, InterruptedException {
        switch (number % 5) {
            case 2 -> touch(empire.file(name), round);
            case 3 -> {
                try {
                    Files.delete(empire.file(name));
                } catch (NoSuchFileException e) {
                    abusive.flapping(number, ports.getOrDefault(name, 0));
                }
            }
            case 4 -> ask(ports.getOrDefault(name, 0), "/");
            default -> {}
        }
        TimeUnit.MILLISECONDS.sleep(250);
    }

    private static void touch(Path file, long seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    /** Takes their files away, and sees meanwhile how long others wait. */
    private void dismissTheStubborn(Empire empire) throws Exception {
        int line = empire.lineCount();
        long begin = System.nanoTime();
        for (int i = 0; i < each; i++) {
            Files.delete(empire.file(AbusiveVassals.stubbornName(i)));
        }
        String touched = "healthy" + (healthy.size() - 1) + ".ini";
        Files.setLastModifiedTime(
                empire.file(touched), FileTime.from(Instant.now().plusSeconds(1)));
        String reload = "reload the jwsgi instance " + touched;
        long heard = empire.await(line, 1, text -> text.contains(reload), reload, 60)
                .getFirst()
                .nanos();
        say("a healthy vassal's touched file was seen after %.0f ms", (heard - begin) / 1e6);
        empire.await(line, 1, text -> text.contains("vassal " + touched + " is ready"), touched + " ready", 120);
        say("  and it was ready again after %.1f s", since(begin));
        long added = System.nanoTime();
        int port = Contenders.freePort();
        abusive.put("new.ini", abusive.config("Hello", port));
        BenchApp.awaitAnswer(port, empire::isAlive);
        say("a new vassal answered after %.1f s", since(added));
        for (int i = 0; i < each; i++) {
            String gone = "removed jwsgi instance " + AbusiveVassals.stubbornName(i);
            String kind = AbusiveVassals.stubbornKinds().get(i % 5);
            try {
                long end = empire.await(line, 1, text -> text.endsWith(gone), gone, 90)
                        .getFirst()
                        .nanos();
                say("ignores its stop: %s: gone after %.1f s", kind, (end - begin) / 1e9);
            } catch (TimeoutException e) {
                wrongs.add("stubborn vassal not removed: " + kind);
            }
        }
    }

    private void tellOfOthers(Empire empire, int firstLine, double duration) throws IOException {
        String stats = empire.stats();
        say("throttle_level %s", Empire.member(stats, "throttle_level").orElse("?"));
        Map<String, List<String>> blacklist = new TreeMap<>();
        for (String entry : Empire.objects(stats, "blacklist")) {
            String id = Empire.member(entry, "id").orElse("?");
            blacklist
                    .computeIfAbsent(group(id), _ -> new ArrayList<>())
                    .add(id + " " + Empire.member(entry, "throttle_level").orElse("?") + " ms, "
                            + Empire.member(entry, "attempt").orElse("?"));
        }
        blacklist.forEach((group, entries) -> say("blacklisted %s (%d): %s", group, entries.size(), entries));
        if (blacklist.containsKey("healthy") || blacklist.containsKey("new")) {
            wrongs.add("a healthy vassal is blacklisted");
        }
        for (int i = 0; i < 4 * each; i++) {
            String id = "crash" + i + ".ini";
            boolean listed =
                    blacklist.getOrDefault("crash", List.of()).stream().anyMatch(entry -> entry.startsWith(id));
            if (listed == AbusiveVassals.survivesItsCrashes(i)) {
                wrongs.add(id + (listed ? " is blacklisted" : " is not blacklisted"));
            }
        }
        if (blacklist.getOrDefault("broken", List.of()).size() != 2 * each) {
            wrongs.add("not all that are broken are blacklisted");
        }
        List<Empire.Line> lines = empire.linesFrom(firstLine);
        say("workers that crashed under masters that live on: %d", count(lines, "DAMN ! worker"));
        say(
                "log: %.1f lines per second, of these %.1f of the Emperor; started %d vassals, cursed %d",
                lines.size() / duration,
                count(lines, "[emperor]") / duration,
                count(lines, "has_emperor mode detected"),
                count(lines, "[emperor] curse"));
        Map<String, Integer> errors = new TreeMap<>();
        for (Empire.Line line : lines) {
            if (line.text().contains("Exception") || line.text().contains(" ERROR ")) {
                errors.merge(line.text().replaceAll("\\d+", "N"), 1, Integer::sum);
            }
        }
        errors.forEach((line, times) -> say("  %d times: %s", times, line));
    }

    private static long count(List<Empire.Line> lines, String text) {
        return lines.stream().filter(line -> line.text().contains(text)).count();
    }

    private static String group(String id) {
        return id.replaceAll("\\d*\\.ini$", "");
    }

    private void kill(Empire empire) throws Exception {
        List<Long> before = empire.marked();
        long begin = System.nanoTime();
        empire.signal("KILL");
        List<Long> left = awaitNothing(empire);
        say(
                "kill -9 of the Emperor: %d processes before, %d after %.1f s %s",
                before.size(), left.size(), since(begin), names(left));
        if (!left.isEmpty()) {
            wrongs.add("processes have survived the Emperor");
        }
    }

    private static List<Long> awaitNothing(Empire empire) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        List<Long> left = empire.marked();
        while (!left.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
            left = empire.marked();
        }
        return left;
    }

    private static List<String> names(List<Long> pids) {
        return pids.stream()
                .map(pid -> pid + " "
                        + ProcessHandle.of(pid)
                                .flatMap(handle -> handle.info().commandLine())
                                .orElse("gone"))
                .toList();
    }

    private void stopTheStubborn() throws Exception {
        Path folder = directory.resolve("empire");
        Empire.delete(folder);
        Files.createDirectory(folder);
        for (int i = 0; i < each; i++) {
            abusive.stubborn(i, port(i));
        }
        for (int i = 0; i < 2; i++) {
            abusive.put("healthy" + i + ".ini", abusive.config("Hello", ports.getOrDefault("healthy" + i + ".ini", 0)));
        }
        try (Empire empire = new Empire(folder, Empire.jwsgi())) {
            BenchApp.awaitAnswer(ports.getOrDefault("healthy1.ini", 0), empire::isAlive);
            awaitStubborn(empire);
            long begin = System.nanoTime();
            empire.signal("TERM");
            Optional<Integer> exit = empire.awaitExit(90);
            say(
                    "stop (TERM) with those that ignore it: exit code %s after %.1f s",
                    exit.map(String::valueOf).orElse("none"), since(begin));
            if (!exit.equals(Optional.of(0))) {
                wrongs.add("the Emperor does not end well");
            }
            List<Long> left = awaitNothing(empire);
            say("  %d processes left after %.1f s %s", left.size(), since(begin), names(left));
            if (!left.isEmpty()) {
                wrongs.add("processes have survived the Emperor's stop");
            }
        }
    }

    private static void ask(int port, String path) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(US_ASCII));
            socket.setSoTimeout(1000);
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // Nobody there, or no answer: it is only asked to do harm.
        }
    }
}
