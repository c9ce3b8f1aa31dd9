package org.jwsgi.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Brings up many vassals of one worker each under an Emperor, jwsgi beside real uWSGI with its own JWSGI interface, and prints
 * the time until all of them have answered, and what Emperor and vassals weigh together once they have been left alone.
 */
final class Vassals {
    private static final int REST_SECONDS = 10;

    private final Path directory;
    private final int count;

    private Vassals(Path directory, int count) {
        this.directory = directory;
        this.count = count;
    }

    /** Runs both; the argument is the number of vassals. */
    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 50;
        Path directory = Files.createTempDirectory("jwsgi-vassals");
        try {
            Vassals vassals = new Vassals(directory, count);
            BenchApp.compile(directory, BenchApp.HELLO);
            vassals.measure("jwsgi", List.of(System.getProperty("jwsgi.dist") + "/bin/jwsgi"), vassals::ownVassal);
            vassals.measure("uwsgi", List.of("uwsgi"), vassals::uwsgiVassal);
        } finally {
            Empire.delete(directory);
        }
    }

    private String ownVassal(int port) {
        return "[uwsgi]\nhttp-socket = 127.0.0.1:" + port + "\njvm-classpath = " + directory
                + "\njwsgi = Hello\ndisable-logging = true\n";
    }

    private String uwsgiVassal(int port) {
        return "[uwsgi]\nplugin = jvm,jwsgi\nhttp-socket = 127.0.0.1:" + port + "\nhttp-socket-modifier1 = 8\n"
                + "jvm-classpath = /usr/share/java/uwsgi.jar\njvm-classpath = " + directory
                + "\njwsgi = Hello\ndisable-logging = true\n";
    }

    private void measure(String name, List<String> program, IntFunction<String> config) throws Exception {
        Path empire = Files.createDirectory(directory.resolve(name));
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int port = Contenders.freePort();
            ports.add(port);
            Files.writeString(empire.resolve("v" + i + ".ini"), config.apply(port));
        }
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--emperor", empire.toString()));
        long begin = System.nanoTime();
        Process emperor = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        try {
            for (int port : ports) {
                BenchApp.awaitAnswer(port, emperor::isAlive);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            List<ProcessHandle> family =
                    new ArrayList<>(emperor.toHandle().descendants().toList());
            long total = Memory.pssKilobytes(emperor.pid());
            long own = total;
            for (ProcessHandle member : family) {
                total += Memory.pssKilobytes(member.pid());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d vassals answer after %.1f s; PSS %d MB in %d processes, of these the Emperor %d MB%n",
                    name,
                    count,
                    seconds,
                    total / 1024,
                    family.size() + 1,
                    own / 1024);
        } finally {
            emperor.toHandle().destroy();
            if (!emperor.waitFor(60, TimeUnit.SECONDS)) {
                emperor.destroyForcibly();
            }
        }
    }
}
