package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the same probes against a real uWSGI and against jwsgi, some at once, and compares the facts that they note. A probe is
 * expected to note the same facts, or to differ as a section of {@code docs/explanation/differences-from-uwsgi.md} tells. The
 * outcome is a page of the reference, which {@code -Djwsgi.probes=write} writes and which must be up to date otherwise;
 * {@code -Djwsgi.probes=3,12} runs only these probes and leaves the page alone.
 *
 * <p>uWSGI has races of its own, between a signal and a worker that has just been forked for instance. A run of it that does
 * not show what the page says of uWSGI is therefore done again, a few times; jwsgi has one run.
 */
final class SideBySide implements AutoCloseable {
    private static final int AT_ONCE = 6;
    private static final int RUNS_OF_UWSGI = 3;
    private static final String EXPLANATION = "docs/explanation/differences-from-uwsgi.md";
    private static final String WANTED = System.getProperty("jwsgi.probes", "");
    private static final boolean WRITE = WANTED.equals("write");

    private final Path file;
    private final List<String> page;
    private final boolean all;
    private final Map<Entry, Map<Kind, Future<List<String>>>> runs = new LinkedHashMap<>();
    private final ExecutorService runners = Executors.newFixedThreadPool(AT_ONCE);

    /** The servers that are compared. */
    enum Kind {
        UWSGI,
        JWSGI
    }

    /** What is done to one of them in a folder of its own; returns the facts. */
    interface Probe {
        List<String> observe(Kind kind, Path folder) throws Exception;
    }

    /** A row of the page; {@code section} explains why jwsgi differs, and is empty when it does not. */
    record Entry(String number, String subject, String section, Probe probe) {
        /** Returns what the page's row about this probe begins with. */
        String head() {
            return "| " + number + " | " + subject + " | ";
        }
    }

    /**
     * Starts the probes.
     *
     * @param directory where each run gets a folder
     * @param name the file name of the page
     * @param entries the rows
     */
    SideBySide(Path directory, String name, List<Entry> entries) throws IOException {
        file = ServerProcess.root().resolve("docs/reference").resolve(name);
        page = Files.exists(file) ? Files.readAllLines(file) : List.of();
        List<Entry> wanted = entries.stream().filter(SideBySide::wanted).toList();
        all = wanted.size() == entries.size();
        for (Entry entry : wanted) {
            Path folder = directory.resolve(entry.number().replace(", ", "-"));
            runs.put(
                    entry,
                    Map.of(
                            Kind.UWSGI, runners.submit(() -> uwsgi(entry, folder)),
                            Kind.JWSGI, runners.submit(() -> run(entry, Kind.JWSGI, folder + "j"))));
        }
    }

    private static boolean wanted(Entry entry) {
        return !WANTED.matches("[\\w,]*\\d[\\w,]*")
                || List.of(WANTED.split(",")).contains(entry.number());
    }

    private static List<String> run(Entry entry, Kind kind, String folder) throws Exception {
        return entry.probe().observe(kind, Files.createDirectories(Path.of(folder)));
    }

    private List<String> uwsgi(Entry entry, Path folder) throws Exception {
        for (int round = 1; ; round++) {
            try {
                List<String> facts = run(entry, Kind.UWSGI, folder + "u" + round);
                if (WRITE || round == RUNS_OF_UWSGI || recorded(entry).startsWith(entry.head() + cell(facts) + " | ")) {
                    return facts;
                }
                System.err.println("AGAIN: uWSGI, probe " + entry.number() + ", unlike the page: " + facts);
            } catch (Exception | AssertionError e) {
                if (round == RUNS_OF_UWSGI || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                System.err.println("AGAIN: uWSGI, probe " + entry.number() + ": " + e);
            }
        }
    }

    /** Returns the page's row, empty when there is none. */
    private String recorded(Entry entry) {
        return page.stream()
                .filter(line -> line.startsWith(entry.head()))
                .findFirst()
                .orElse("");
    }

    /** Returns a test for each probe. */
    Stream<DynamicTest> tests() {
        return runs.keySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.number() + " " + entry.subject(), () -> compare(entry)));
    }

    private List<String> facts(Entry entry, Kind kind) throws Exception {
        try {
            return Objects.requireNonNull(
                            Objects.requireNonNull(runs.get(entry)).get(kind))
                    .get();
        } catch (ExecutionException e) {
            throw new AssertionError(kind + ", probe " + entry.number(), e.getCause());
        }
    }

    private void compare(Entry entry) throws Exception {
        List<String> uwsgi = facts(entry, Kind.UWSGI);
        List<String> jwsgi = facts(entry, Kind.JWSGI);
        assertThat(uwsgi).isNotEmpty();
        if (entry.section().isEmpty()) {
            assertThat(jwsgi)
                    .as("probe %s: jwsgi, compared with uWSGI", entry.number())
                    .isEqualTo(uwsgi);
        } else {
            assertThat(jwsgi)
                    .as("probe %s: jwsgi differs, as declared", entry.number())
                    .isNotEqualTo(uwsgi);
            assertThat(Files.readAllLines(ServerProcess.root().resolve(EXPLANATION)))
                    .anyMatch(line -> line.matches("##+ " + entry.section()));
        }
        if (!WRITE) {
            assertThat(row(entry)).as("the row on " + file.getFileName()).isEqualTo(recorded(entry));
        }
    }

    private String row(Entry entry) throws Exception {
        List<String> uwsgi = facts(entry, Kind.UWSGI);
        List<String> jwsgi = facts(entry, Kind.JWSGI);
        String row = entry.head() + cell(uwsgi) + " | ";
        if (jwsgi.equals(uwsgi)) {
            return row + "the same |";
        }
        return row + cell(jwsgi) + "<br>[why](../explanation/differences-from-uwsgi.md#"
                + entry.section().toLowerCase(Locale.ROOT).replace(' ', '-') + ") |";
    }

    /**
     * Writes the page when that is wanted, and checks that it has this introduction and a row for each probe and no other. What
     * a row says is compared by the probe's test.
     */
    void checkPage(String introduction) throws Exception {
        List<String> head = new ArrayList<>(introduction.lines().toList());
        head.addAll(List.of("", "| # | probe | uWSGI | jwsgi |", "|---|---|---|---|"));
        if (WRITE) {
            List<String> written = new ArrayList<>(head);
            for (Entry entry : runs.keySet()) {
                written.add(row(entry));
            }
            Files.write(file, written);
        } else if (all) {
            assertThat(page.subList(0, Math.min(page.size(), head.size()))).isEqualTo(head);
            assertThat(page).hasSize(head.size() + runs.size());
        }
    }

    private static String cell(List<String> facts) {
        List<String> escaped = new ArrayList<>();
        facts.forEach(fact ->
                escaped.add(fact.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")));
        return String.join("<br>", escaped);
    }

    @Override
    public void close() throws InterruptedException {
        runners.shutdownNow();
        assertThat(runners.awaitTermination(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }
}
