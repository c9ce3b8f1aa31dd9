package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.it.ProbeRun.Kind;

/**
 * Does the same to a real uWSGI and to jwsgi, and compares what an operator sees. Every difference is one that
 * {@code docs/explanation/differences-from-uwsgi.md} explains. What both do stands in
 * {@code docs/reference/probes-process.md}, which {@code -Djwsgi.probes=write} writes; {@code -Djwsgi.probes=3,12} runs only
 * these probes and leaves the page alone.
 */
class ProcessProbesIT {
    private static final int AT_ONCE = 4;
    private static final String EXPLANATION = "docs/explanation/differences-from-uwsgi.md";

    @TempDir
    static Path directory;

    private static final List<Row> ROWS = new ArrayList<>();
    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(2 * AT_ONCE);

    /** A row of the table; {@code difference} is the heading that explains why jwsgi differs, empty when it does not. */
    private record Entry(int number, String subject, ProbeRun.Probe probe, String difference) {}

    /** An entry with what is, or will be, known about both servers. */
    private record Row(Entry entry, Future<List<String>> uwsgi, Future<List<String>> jwsgi) {}

    private static Entry same(int number, String subject, ProbeRun.Probe probe) {
        return new Entry(number, subject, probe, "");
    }

    private static Entry differs(int number, String subject, ProbeRun.Probe probe, String heading) {
        return new Entry(number, subject, probe, heading);
    }

    private static final String WANTED = System.getProperty("jwsgi.probes", "");

    private static final List<Entry> ALL = List.of(
            same(1, "SIGTERM, SIGQUIT, SIGINT and `die-on-term`", EndProbes::masterSignals),
            same(2, "signals without a master", EndProbes::soleSignals),
            differs(3, "`harakiri`, one core", WorkerProbes::harakiri, "Harakiri"),
            differs(4, "`harakiri`, two threads", WorkerProbes::harakiriOfThreads, "Harakiri"),
            same(5, "`max-requests`, `min-worker-lifetime`", WorkerProbes::maxRequests),
            same(6, "`max-worker-lifetime`", WorkerProbes::maxLifetime),
            same(7, "`cheaper`, algorithm `spare`", ScaleProbes::spare),
            same(8, "`cheaper` not below `processes`", ScaleProbes::cheaperTooHigh),
            same(9, "`cheap`, `idle`", ScaleProbes::cheap),
            same(10, "`idle`, `die-on-idle`", ScaleProbes::dieOnIdle),
            same(11, "master FIFO `w W p c C`", ScaleProbes::fifo),
            same(12, "`worker-reload-mercy`", EndProbes::mercy),
            same(13, "SIGHUP during a request", EndProbes::gracefulReload),
            same(14, "`need-app`", EndProbes::needApp),
            same(15, "pid files, `daemonize`, `vacuum`, `--stop`", EndProbes::pidfiles),
            same(16, "`--stop` without a server", EndProbes::stopNothing),
            same(17, "`listen` too high, address in use", EndProbes::sockets),
            differs(18, "order of hooks", IdentityProbes::hooks, "Hooks"),
            differs(19, "hooks that end the instance", IdentityProbes::endingHooks, "Hooks"),
            same(20, "`touch-reload`: created, removed", EndProbes::touch),
            same(21, "workers that die at once", WorkerProbes::respawningTooFast),
            same(22, "exit codes of workers", WorkerProbes::exitCodes),
            same(23, "`evil-reload-on-rss`", WorkerProbes::evilReload),
            same(24, "`uid`, `gid`, `add-gid`", IdentityProbes::user),
            same(25, "`master-as-root`", IdentityProbes::masterAsRoot),
            same(26, "`privileged-binary-patch`", IdentityProbes::binaryPatch),
            differs(27, "SIGUSR2 to the master", EndProbes::strayUserSignal, "Signals"),
            same(28, "`cpu-affinity`", ScaleProbes::affinity),
            same(29, "`procname` and its relatives", IdentityProbes::names),
            same(30, "`exit-on-reload`", EndProbes::exitOnReload),
            same(31, "`cheaper-algo=busyness`", ScaleProbes::busyness),
            differs(32, "`processes` without `master`", WorkerProbes::masterless, "Processes and their start"),
            same(33, "`threads`", WorkerProbes::threads));

    private static final List<Entry> PROBES = ALL.stream()
            .filter(entry ->
                    !WANTED.matches("[\\d,]+") || List.of(WANTED.split(",")).contains(Integer.toString(entry.number())))
            .toList();

    @BeforeAll
    static void start() throws Exception {
        Programs.require("uwsgi", "uwsgi-core and uwsgi-plugin-python3");
        if (!"root".equals(System.getProperty("user.name"))) {
            System.err.println("SKIPPED: ProcessProbesIT changes users, which only root may");
            abort("only root can change users");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        assertThat(javax.tools.ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), Programs.app("ProcessProbe")))
                .isZero();
        for (Entry entry : PROBES) {
            ROWS.add(new Row(entry, run(entry, Kind.UWSGI, classes), run(entry, Kind.JWSGI, classes)));
        }
    }

    private static Future<List<String>> run(Entry entry, Kind kind, Path classes) {
        return RUNNERS.submit(
                () -> ProbeRun.of(kind, directory.resolve(entry.number() + "-" + kind), classes, entry.probe()));
    }

    @AfterAll
    static void stop() throws Exception {
        RUNNERS.shutdownNow();
        assertThat(RUNNERS.awaitTermination(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    @TestFactory
    Stream<DynamicTest> both_servers_do_the_same_or_differ_for_a_reason() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.entry().number() + " " + row.entry().subject(), () -> compare(row)));
    }

    @Test
    void every_probe_of_the_specification_has_a_row() {
        assertThat(ALL)
                .extracting(Entry::number)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 33).boxed().toList());
    }

    private static void compare(Row row) throws Exception {
        Entry entry = row.entry();
        List<String> theirs = row.uwsgi().get();
        List<String> ours = row.jwsgi().get();
        assertThat(theirs).isNotEmpty();
        if (entry.difference().isEmpty()) {
            assertThat(ours).as("jwsgi, compared with uWSGI").isEqualTo(theirs);
        } else {
            assertThat(ours).as("jwsgi differs, as declared").isNotEqualTo(theirs);
            assertThat(Files.readString(ServerProcess.root().resolve(EXPLANATION)))
                    .contains("\n### " + entry.difference() + "\n");
        }
    }

    @Test
    void the_page_shows_what_both_do() throws Exception {
        assumeTrue(PROBES.size() == ALL.size(), "the page needs all probes");
        StringBuilder page = new StringBuilder("""
                # Probes of the process model

                What a real uWSGI 2.0.21 and jwsgi do, side by side. Each row is run against both by `ProcessProbesIT`, which also writes this page
                (`-Djwsgi.probes=write`) and fails when it is stale. The word `uWSGI` stands for either product; `P` is a pid, `S` seconds, `B` bytes. An empty
                cell means that jwsgi does the same; otherwise the link tells why not.

                | # | probe | uWSGI | jwsgi |
                |---|---|---|---|
                """);
        for (Row row : ROWS) {
            Entry entry = row.entry();
            List<String> theirs = row.uwsgi().get();
            List<String> ours = row.jwsgi().get();
            page.append("| ").append(entry.number()).append(" | ").append(entry.subject());
            page.append(" | ").append(cell(theirs)).append(" | ");
            if (!ours.equals(theirs)) {
                page.append(cell(ours)).append("<br>").append(link(entry.difference()));
            }
            page.append(" |\n");
        }
        Path file = ServerProcess.root().resolve("docs/reference/probes-process.md");
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

    private static String link(String heading) {
        return "[why](../explanation/differences-from-uwsgi.md#"
                + heading.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + ")";
    }
}
