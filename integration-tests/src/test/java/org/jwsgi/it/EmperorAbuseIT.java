package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Vassals that crash, cannot be configured, flap and ignore their stop beside others under load. The same at its full size is
 * {@code bench/abuse}.
 */
class EmperorAbuseIT {
    /** Hears neither signals nor its Emperor. */
    private static final String DEAF = "trap '' TERM INT HUP QUIT; echo deaf; while :; do sleep 1000; done";

    private static final List<String> BAD =
            List.of("halts.ini", "false.ini", "unknown.ini", "garbage.ini", "short.ini");

    @TempDir
    Path directory;

    private Path vassals = Path.of("");
    private EmperorLook look = new EmperorLook(vassals);

    @BeforeEach
    void prepare() throws IOException {
        vassals = Files.createDirectory(directory.resolve("vassals"));
        look = new EmperorLook(directory.resolve("stats.sock"));
        source("Halts", "Runtime.getRuntime().halt(3);");
        source("NeverEnds", """
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    while (true) {
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
                    }
                }));
                """);
    }

    /** Writes an app that does something as soon as its class is there. */
    private void source(String name, String deed) throws IOException {
        Files.writeString(directory.resolve(name + ".java"), """
                public class %s {
                    static {
                        %s
                    }

                    public static Object[] application(java.util.HashMap<String, Object> env) {
                        return new Object[] {200, java.util.Map.of(), "here"};
                    }
                }
                """.formatted(name, deed));
    }

    private ServerProcess emperor(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--emperor",
                vassals.toString(),
                "--emperor-stats",
                look.socket().toString()));
        all.addAll(List.of(options));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    /** Puts a configuration in its place at once, with all of its lines. */
    private Path put(String name, String... lines) throws IOException {
        Path draft = Files.writeString(directory.resolve("draft"), "[uwsgi]\n" + String.join("\n", lines) + "\n");
        return Files.move(draft, vassals.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path serve(String name, String app, int port, String... more) throws IOException {
        return put(name, "http-socket = 127.0.0.1:" + port, "jwsgi = " + app, String.join("\n", more));
    }

    private void putBadOnes() throws IOException {
        serve("halts.ini", directory.resolve("Halts.java").toString(), 0);
        put("false.ini", "unprivileged-binary-patch = /bin/false");
        put("unknown.ini", "need-plugin = there-is-none");
        Files.write(vassals.resolve("garbage.ini"), new byte[] {0, (byte) 0xff, '[', '\n', ']', '=', 1});
        put("short.ini", "unprivileged-binary-patch-arg = exec sleep 1");
    }

    private void putStubbornOnes() throws IOException {
        put("deaf.ini", "unprivileged-binary-patch-arg = " + DEAF);
        serve("endless.ini", directory.resolve("NeverEnds.java").toString(), 0);
    }

    private static void awaitStubbornOnes(ServerProcess emperor) throws InterruptedException {
        emperor.awaitLine("deaf");
        emperor.awaitLine("[emperor] vassal endless.ini is ready to accept requests");
    }

    private static List<Long> family(ServerProcess emperor) {
        return ProcessHandle.of(emperor.pid())
                .orElseThrow()
                .descendants()
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Returns how many sockets and pipes the Emperor has open; what else there is the JVM opens when it needs it. */
    private static int connections(ServerProcess emperor) throws IOException {
        return (int) ProcessLook.descriptors(emperor.pid()).stream()
                .filter(target -> target.startsWith("socket:") || target.startsWith("pipe:"))
                .count();
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false; // it was collected
        }
    }

    @Test
    void bad_vassals_do_no_harm_to_good_ones_under_load() throws Exception {
        int[] ports = {Programs.freePort(), Programs.freePort(), Programs.freePort()};
        Path sole = serve("a.ini", Programs.app("Probe"), ports[0]);
        serve("b.ini", Programs.app("Probe"), ports[1]);
        serve(
                "c.ini",
                Programs.app("Probe"),
                ports[2],
                "master = true",
                "processes = 2",
                "attach-daemon = sleep 100000");
        try (ServerProcess emperor = emperor(
                "--emperor-throttle", "300", "--emperor-max-throttle", "600", "--emperor-curse-tolerance", "2")) {
            for (String good : List.of("a", "b", "c")) {
                emperor.awaitLine("[emperor] vassal " + good + ".ini is ready to accept requests");
            }
            int before = connections(emperor);
            try (Load first = Load.start(ports[0], "/", 1);
                    Load second = Load.start(ports[1], "/", 1);
                    Load third = Load.start(ports[2], "/", 1)) {
                abuse(emperor, sole);
                for (Load load : List.of(first, second, third)) {
                    load.awaitServed(20);
                    assertThat(load.failures()).isEmpty();
                }
            }
            for (String bad : BAD) {
                Files.delete(vassals.resolve(bad));
            }
            Files.delete(vassals.resolve("new.ini"));
            EmperorLook.await("only good vassals", () -> look.ids("vassals").size() == 3);
            assertThat(look.ids("vassals")).containsExactlyInAnyOrder("a.ini", "b.ini", "c.ini");
            EmperorLook.await("the end of their connections", () -> connections(emperor) <= before);
            EmperorLook.await("end of zombies", () -> family(emperor).stream().noneMatch(EmperorAbuseIT::isZombie));

            List<Long> family = family(emperor);
            assertThat(family).hasSizeGreaterThanOrEqualTo(6);
            emperor.signal("KILL");
            for (long member : family) {
                ServerProcess.awaitGone(member);
            }
        }
    }

    private void abuse(ServerProcess emperor, Path sole) throws Exception {
        putStubbornOnes();
        awaitStubbornOnes(emperor);
        putBadOnes();
        for (String bad : BAD) {
            emperor.awaitLine("[emperor] maximum throttle level for vassal " + bad + " reached !!!");
            emperor.awaitLine("[emperor] unloyal bad behaving vassal found: " + bad + " throttling it...");
        }
        assertThat(look.ids("blacklist")).containsExactlyInAnyOrderElementsOf(BAD);

        Files.delete(vassals.resolve("deaf.ini"));
        Files.delete(vassals.resolve("endless.ini"));
        for (int i = 1; i <= 5; i++) {
            Files.setLastModifiedTime(sole, FileTime.from(Instant.now().plusSeconds(i)));
            emperor.awaitLines("[emperor] reload the jwsgi instance a.ini", i);
        }
        look.awaitFact("a.ini", "accepting", 1);
        int port = Programs.freePort();
        serve("new.ini", Programs.app("Probe"), port);
        emperor.awaitLine("[emperor] vassal new.ini is ready to accept requests");
        assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
        emperor.awaitLine("[emperor] removed jwsgi instance deaf.ini");
        emperor.awaitLine("[emperor] removed jwsgi instance endless.ini");
        assertThat(look.ids("blacklist")).containsExactlyInAnyOrderElementsOf(BAD);
    }

    @Test
    void a_stop_does_not_wait_for_ever() throws Exception {
        int port = Programs.freePort();
        serve("suspended.ini", Programs.app("Probe"), port);
        putStubbornOnes();
        try (ServerProcess emperor = emperor("--reload-mercy", "2")) {
            awaitStubbornOnes(emperor);
            emperor.awaitLine("[emperor] vassal suspended.ini is ready to accept requests");
            ServerProcess.signal(look.fact("suspended.ini", "pid"), "STOP");
            List<Long> family = family(emperor);
            emperor.signal("TERM");
            assertThat(emperor.awaitExit()).isZero();
            for (String stubborn : List.of("suspended.ini", "deaf.ini", "endless.ini")) {
                emperor.awaitLine("[emperor] NO MERCY for vassal " + stubborn + " !!!");
            }
            assertThat(emperor.lines()).contains("The Emperor is buried.");
            for (long member : family) {
                ServerProcess.awaitGone(member);
            }
        }
    }
}
