package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

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
 * outcome is a page of the reference, which {@code -Djwsgi.probes=write} writes and which must be up to date otherwise.
 */
final class SideBySide implements AutoCloseable {
    private static final int AT_ONCE = 6;
    private static final String EXPLANATION = "docs/explanation/differences-from-uwsgi.md";

    private final Map<Entry, Map<Kind, Future<List<String>>>> runs = new LinkedHashMap<>();
    private final ExecutorService runners = Executors.newFixedThreadPool(AT_ONCE);

    /** The servers that are compared. */
    enum Kind {
        UWSGI,
        JWSGI
    }

    /** What is done to one of them; returns the facts. */
    interface Probe {
        List<String> observe(Kind kind, Path folder) throws Exception;
    }

    /** A row of the page; {@code section} explains why jwsgi differs, and is empty when it does not. */
    record Entry(String number, String subject, String section, Probe probe) {}

    /** Starts all probes. */
    SideBySide(Path directory, List<Entry> entries) throws Exception {
        for (Entry entry : entries) {
            Map<Kind, Future<List<String>>> both = new LinkedHashMap<>();
            for (Kind kind : Kind.values()) {
                Path folder = Files.createDirectories(directory.resolve(
                        entry.number().replace(", ", "-") + kind.name().charAt(0)));
                both.put(kind, runners.submit(() -> entry.probe().observe(kind, folder)));
            }
            runs.put(entry, both);
        }
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
            assertThat(jwsgi).as("jwsgi, compared with uWSGI").isEqualTo(uwsgi);
        } else {
            assertThat(jwsgi).as("jwsgi differs, as declared").isNotEqualTo(uwsgi);
            assertThat(Files.readAllLines(ServerProcess.root().resolve(EXPLANATION)))
                    .anyMatch(line -> line.matches("##+ " + entry.section()));
        }
    }

    /**
     * Compares a page of the reference with what has been observed, or writes it.
     *
     * @param name the file's name
     * @param introduction what stands before the table
     */
    void comparePage(String name, String introduction) throws Exception {
        StringBuilder page = new StringBuilder(introduction);
        page.append("\n| # | probe | uWSGI | jwsgi |\n|---|---|---|---|\n");
        for (Entry entry : runs.keySet()) {
            List<String> uwsgi = facts(entry, Kind.UWSGI);
            List<String> jwsgi = facts(entry, Kind.JWSGI);
            page.append("| ").append(entry.number()).append(" | ").append(entry.subject());
            page.append(" | ").append(cell(uwsgi)).append(" | ");
            if (!jwsgi.equals(uwsgi)) {
                page.append(cell(jwsgi)).append("<br>[why](../explanation/differences-from-uwsgi.md#");
                page.append(entry.section().toLowerCase(Locale.ROOT).replace(' ', '-'))
                        .append(") |\n");
            } else {
                page.append("the same |\n");
            }
        }
        Path file = ServerProcess.root().resolve("docs/reference").resolve(name);
        if ("write".equals(System.getProperty("jwsgi.probes"))) {
            Files.writeString(file, page);
        }
        assertThat(Files.readString(file)).isEqualTo(page.toString());
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
