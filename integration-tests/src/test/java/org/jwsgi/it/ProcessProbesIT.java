package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.it.SideBySide.Entry;

/** The probes of the process model against a real uWSGI and against jwsgi; the page of them is kept up to date. */
class ProcessProbesIT {
    private static final List<Entry> PROBES = List.of(
            same("1", "SIGTERM, SIGQUIT, SIGINT and `die-on-term`", EndProbes::masterSignals),
            same("2", "signals without a master", EndProbes::soleSignals),
            differs("3", "`harakiri`, one core", WorkerProbes::harakiri, "Harakiri"),
            differs("4", "`harakiri`, two threads", WorkerProbes::harakiriOfThreads, "Harakiri"),
            same("5", "`max-requests`, `min-worker-lifetime`", WorkerProbes::maxRequests),
            same("6", "`max-worker-lifetime`", WorkerProbes::maxLifetime),
            same("7", "`cheaper`, algorithm `spare`", ScaleProbes::spare),
            same("8", "`cheaper` not below `processes`", ScaleProbes::cheaperTooHigh),
            same("9", "`cheap`, `idle`", ScaleProbes::cheap),
            same("10", "`idle`, `die-on-idle`", ScaleProbes::dieOnIdle),
            same("11", "master FIFO `w W p c C`", ScaleProbes::fifo),
            same("12", "`worker-reload-mercy`", EndProbes::mercy),
            same("13", "SIGHUP during a request", EndProbes::gracefulReload),
            same("14", "`need-app`", EndProbes::needApp),
            same("15", "pid files, `daemonize`, `vacuum`, `--stop`", EndProbes::pidfiles),
            same("16", "`--stop` without a server", EndProbes::stopNothing),
            same("17", "`listen` too high, address in use", EndProbes::sockets),
            differs("18", "order of hooks", IdentityProbes::hooks, "Hooks"),
            differs("19", "hooks that end the instance", IdentityProbes::endingHooks, "Hooks"),
            same("20", "`touch-reload`: created, removed", EndProbes::touch),
            same("21", "workers that die at once", WorkerProbes::respawningTooFast),
            same("22", "exit codes of workers", WorkerProbes::exitCodes),
            same("23", "`evil-reload-on-rss`", WorkerProbes::evilReload),
            same("24", "`uid`, `gid`, `add-gid`", IdentityProbes::user),
            same("25", "`master-as-root`", IdentityProbes::masterAsRoot),
            same("26", "`privileged-binary-patch`", IdentityProbes::binaryPatch),
            differs("27", "SIGUSR2 to the master", EndProbes::strayUserSignal, "Signals"),
            same("28", "`cpu-affinity`", ScaleProbes::affinity),
            same("29", "`procname` and its relatives", IdentityProbes::names),
            same("30", "`exit-on-reload`", EndProbes::exitOnReload),
            same("31", "`cheaper-algo=busyness`", ScaleProbes::busyness),
            differs("32", "`processes` without `master`", WorkerProbes::masterless, "Processes and their start"),
            same("33", "`threads`", WorkerProbes::threads));

    @TempDir
    static Path directory;

    private static @Nullable SideBySide sides;

    private static Entry same(String number, String subject, ProbeRun.Steps steps) {
        return differs(number, subject, steps, "");
    }

    private static Entry differs(String number, String subject, ProbeRun.Steps steps, String section) {
        return new Entry(number, subject, section, ProbeRun.of(steps));
    }

    @BeforeAll
    static void start() throws Exception {
        Programs.require("uwsgi", "uwsgi-core and uwsgi-plugin-python3");
        if (!"root".equals(System.getProperty("user.name"))) {
            System.err.println("SKIPPED: ProcessProbesIT changes users, which only root may");
            abort("only root can change users");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), Programs.app("ProcessProbe")))
                .isZero();
        sides = new SideBySide(directory, "probes-process.md", PROBES);
    }

    @AfterAll
    static void stop() throws Exception {
        if (sides != null) {
            sides.close();
        }
    }

    private static SideBySide sides() {
        if (sides == null) {
            throw new IllegalStateException("the probes have not been started");
        }
        return sides;
    }

    @TestFactory
    Stream<?> both_servers_do_the_same_or_differ_for_a_reason() {
        return sides().tests();
    }

    @Test
    void every_probe_of_the_specification_has_a_row() {
        assertThat(PROBES)
                .extracting(Entry::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 33).mapToObj(Integer::toString).toList());
    }

    @Test
    void the_page_has_a_row_for_each_probe() throws Exception {
        sides().checkPage("""
                        # Probes of the process model

                        What a real uWSGI 2.0.21 and jwsgi do, side by side. Each row is run against both by `ProcessProbesIT`, which also writes this page
                        (`-Djwsgi.probes=write`) and fails when it is stale. The word `uWSGI` stands for either product; `P` is a pid, `S` seconds, `B` bytes.
                        """);
    }
}
