package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.it.SideBySide.Entry;

/** The probes of Zerg mode against a real uWSGI, server and client, and against jwsgi; the page of them is kept up to date. */
class ZergSideBySideIT {
    private static final String ZERG = "Zerg";

    private static final List<Entry> PROBES = List.of(
            same("1", "a bare client; a socket that workers share", ZergProbes::message),
            differs("1a", "what follows the message", ZergProbes::afterMessage),
            same("2", "`zerg-server`, `umask 027`, `chmod-socket 666`", ZergProbes::permissions),
            same("2a", "`zergpool`, with `chmod-socket 600` and without", ZergProbes::poolPermissions),
            same("3", "`zerg-server @name`", ZergProbes::abstractName),
            same("4", "200 sockets", ZergProbes::many),
            same("5", "`zerg` to nothing", ZergProbes::nobody),
            same("6", "a server that says `hello`", ZergProbes::nonsense),
            same("7", "two pools, two `zerg`", ZergProbes::pools),
            same("8", "SIGTSTP with a zerg attached", ZergProbes::suspendedWithZerg),
            same("9", "SIGTSTP without one; its worker is killed meanwhile", ZergProbes::suspendedAlone),
            same("10", "the primary stops and starts", ZergLifeProbes::primaryStops),
            differs("10a", "`vacuum`", ZergLifeProbes::vacuum),
            same("10b", "the primary reloads", ZergLifeProbes::primaryReloads),
            differs("11", "kill -9 of the pool's process", ZergLifeProbes::poolProcessDies),
            differs("12", "SIGHUP to a pool with a zerg attached", ZergLifeProbes::poolReloads),
            differs("13", "a zerg reloads", ZergLifeProbes::zergReloads),
            differs("14", "a zerg with `http-socket` at the same address reloads", ZergLifeProbes::sameAddress),
            same("15", "`zerg-fallback` with `http-socket`", ZergLifeProbes::fallback),
            same("16", "`zerg-fallback` without", ZergLifeProbes::fallbackToNothing),
            same("17", "`zerg-server` twice, the second like an address of TCP", ZergLifeProbes::names),
            same("18", "a name of 120 characters", ZergLifeProbes::longName),
            same("19", "`zergpool` without `:`", ZergLifeProbes::poolSyntax),
            differs("20", "`zergpool` without `master`", ZergLifeProbes::poolWithoutMaster),
            differs("21", "a client of another user, `umask 000`", ZergProbes::stranger));

    @TempDir
    static Path directory;

    private static @Nullable SideBySide sides;

    private static Entry same(String number, String subject, ZergRun.Steps steps) {
        return new Entry(number, subject, "", ZergRun.of(steps));
    }

    private static Entry differs(String number, String subject, ZergRun.Steps steps) {
        return new Entry(number, subject, ZERG, ZergRun.of(steps));
    }

    @BeforeAll
    static void start() throws Exception {
        Programs.require("uwsgi", "uwsgi-core, uwsgi-plugin-python3, uwsgi-infrastructure-plugins");
        Programs.require("python3", "python3");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), Programs.app("Probe")))
                .isZero();
        sides = new SideBySide(directory, "probes-zerg.md", PROBES);
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
    void the_page_has_a_row_for_each_probe() throws Exception {
        sides().checkPage("""
                        # Probes of Zerg mode

                        What a real uWSGI 2.0.21 and jwsgi do, side by side, each with servers, pools and zergs of its own kind; `ZergIT` mixes them. Each row is
                        run against both by `ZergSideBySideIT`, which also writes this page (`-Djwsgi.probes=write`) and fails when it is stale. The word `uWSGI` stands
                        for either product, `P` for a pid, `F` for a descriptor, `ONE` and the like for ports.
                        """);
    }
}
