package org.jwsgi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Measures how long an Emperor takes to notice what happens to the files of its vassals, jwsgi beside real uWSGI: from the
 * change to the line in the log, for a new file to the line that tells of its running program.
 */
final class Reaction {
    private static final int PATIENCE_SECONDS = 120;

    /** Tells its Emperor that it runs, and then minds nothing. */
    private static final String PROGRAM = "#!/bin/bash\nprintf '\\001' >&$UWSGI_EMPEROR_FD\nexec sleep 100000\n";

    private final Path directory;
    private final int count;
    private final int rounds;
    private final Random random = new Random(4);
    private long stamp = Instant.now().getEpochSecond();

    private Reaction(Path directory, int count, int rounds) {
        this.directory = directory;
        this.count = count;
        this.rounds = rounds;
    }

    /** Something that happens to a file. */
    private interface Change {
        void to(Path file) throws IOException;
    }

    /** Runs both; the arguments are the number of vassals and that of the changes of each kind. */
    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 500;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        Path directory = Files.createTempDirectory("jwsgi-reaction");
        try {
            Reaction reaction = new Reaction(directory, count, rounds);
            Path program = Files.writeString(directory.resolve("vassal"), PROGRAM);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            System.out.println("| Emperor | touched, ms: median (longest) | new | removed | " + count
                    + " touched at once: first, last, ms | touched by a loop of a shell | " + count
                    + " removed at once |");
            System.out.println("|---|---|---|---|---|---|---|");
            System.out.println(reaction.measure("jwsgi", Empire.jwsgi()));
            System.out.println(reaction.measure("uwsgi", List.of("uwsgi")));
        } finally {
            Empire.delete(directory);
        }
    }

    private String measure(String name, List<String> program) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(name));
        for (int i = 0; i < count; i++) {
            Files.writeString(folder.resolve("v" + i + ".ini"), "");
        }
        String wrapper = directory.resolve("vassal").toString();
        try (Empire empire = new Empire(folder, program, "--emperor-wrapper", wrapper)) {
            empire.await(0, count, line -> line.endsWith("has been spawned"), "vassals", PATIENCE_SECONDS);
            TimeUnit.SECONDS.sleep(5);
            String touched = rounds(empire, "v", "reload the " + name + " instance %s", this::touch);
            String added = rounds(empire, "n", "vassal %s has been spawned", file -> Files.writeString(file, ""));
            String removed = rounds(empire, "n", "stop the " + name + " instance %s", Files::delete);
            String reload = "reload the " + name + " instance v";
            String burst = burst(empire, reload, () -> each(empire, this::touch));
            String loop = burst(empire, reload, () -> touchByShell(folder));
            String end = burst(empire, "stop the " + name + " instance v", () -> each(empire, Files::delete));
            return "| " + name + " | " + touched + " | " + added + " | " + removed + " | " + burst + " | " + loop
                    + " | " + end + " |";
        }
    }

    /** Each touch is later than the ones before by whole seconds, which is what uWSGI compares. */
    private void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(stamp += 2)));
    }

    private void each(Empire empire, Change change) throws IOException {
        for (int i = 0; i < count; i++) {
            change.to(empire.file("v" + i + ".ini"));
        }
    }

    /** Touches all files as an administrator would, with one program for each. */
    private void touchByShell(Path folder) throws IOException, InterruptedException {
        String loop = "stamp=" + stamp + "; for file in v*.ini; do stamp=$((stamp + 2)); touch -d @$stamp $file; done";
        stamp += 2L * count;
        new ProcessBuilder("/bin/sh", "-c", loop)
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Many changes. */
    private interface Burst {
        void run() throws IOException, InterruptedException;
    }

    /** uWSGI does not count its scans, and is not asked: a question would be the occasion for one. */
    private static long scans(Empire empire, String sign) throws IOException {
        return sign.contains("jwsgi")
                ? Empire.member(empire.stats(), "scans").map(Long::parseLong).orElseThrow()
                : -1;
    }

    /** Changes one file after the other, at moments that have nothing to do with the Emperor's. */
    private String rounds(Empire empire, String prefix, String sign, Change change)
            throws IOException, InterruptedException, TimeoutException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            TimeUnit.MILLISECONDS.sleep(1200 + random.nextInt(3000));
            String file = prefix + i + ".ini";
            String wanted = sign.formatted(file);
            int line = empire.lineCount();
            long begin = System.nanoTime();
            change.to(empire.file(file));
            Predicate<String> isSign = text -> text.endsWith(wanted);
            long seen = empire.await(line, 1, isSign, wanted, PATIENCE_SECONDS)
                    .getFirst()
                    .nanos();
            millis.add((seen - begin) / 1e6);
        }
        Collections.sort(millis);
        return String.format(Locale.ROOT, "%.0f (%.0f)", millis.get(rounds / 2), millis.getLast());
    }

    private String burst(Empire empire, String sign, Burst burst)
            throws IOException, InterruptedException, TimeoutException {
        TimeUnit.MILLISECONDS.sleep(5000 + random.nextInt(3000));
        int line = empire.lineCount();
        long scans = scans(empire, sign);
        long begin = System.nanoTime();
        burst.run();
        long end = System.nanoTime();
        List<Empire.Line> seen = empire.await(line, count, text -> text.contains(sign), sign, PATIENCE_SECONDS);
        return String.format(
                        Locale.ROOT,
                        "%.0f, %.0f of a change that took %.0f",
                        (seen.getFirst().nanos() - begin) / 1e6,
                        (seen.getLast().nanos() - begin) / 1e6,
                        (end - begin) / 1e6)
                + (scans < 0 ? "" : " in " + (scans(empire, sign) - scans) + " scans");
    }
}
