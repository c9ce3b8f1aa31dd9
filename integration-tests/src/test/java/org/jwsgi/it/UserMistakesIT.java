package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on the first day: each mistake gets one clear line, the right exit code and no stack trace. */
class UserMistakesIT {
    @TempDir
    Path directory;

    @Test
    void reports_every_mistake_of_a_file_at_once() throws Exception {
        file("bad.ini", """
                [uwsgi]
                processes = many
                harakri = 5
                listen = -3
                http-socke = :1
                chmod-socket = 999
                """);
        Ended run = Ended.jwsgi(directory, "bad.ini");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.hasTrace()).isFalse();
        assertThat(run.lines())
                .contains(
                        "bad.ini:3: 'harakri' is not an option and is ignored; did you mean 'harakiri'?",
                        "bad.ini:5: 'http-socke' is not an option and is ignored; did you mean 'http-socket'?",
                        "bad.ini:2: processes: invalid value for option \"processes\": not a number: \"many\"",
                        "bad.ini:4: listen: invalid value for option \"listen\": must be > 0",
                        "bad.ini:6: chmod-socket: invalid chmod value: 999")
                .noneMatch(line -> line.startsWith("*** Starting"));
        Ended strict = Ended.jwsgi(directory, Map.of("UWSGI_NOPE", "1"), "--strict", "bad.ini");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.lines())
                .contains(
                        "environment: [strict-mode] unknown config directive: nope",
                        "bad.ini:3: [strict-mode] unknown config directive: harakri; did you mean 'harakiri'?",
                        "bad.ini:4: listen: invalid value for option \"listen\": must be > 0");
    }

    @Test
    void names_what_is_wrong_with_a_command_line() throws Exception {
        mistake("unrecognized option '--proceses'; did you mean 'processes'?", "--proceses", "4");
        mistake("'cache2' is an option of uWSGI that no installed plugin provides", "--cache2", "name=c");
        mistake("option '--master' doesn't allow an argument", "--master=false");
        mistake("option '--processes' requires an argument", "--processes");
        mistake("option '--ma' is ambiguous", "--ma");
        mistake("unable to load configuration from app.txt", "app.txt");
        mistake("missing.ini failed: No such file or directory", "missing.ini");
        mistake("missing.xml", "--xml", "missing.xml");
        Files.createDirectory(directory.resolve("folder.ini"));
        mistake("folder.ini failed: Is a directory", "folder.ini");
        file("broken.xml", "<uwsgi><master></uwsgi>");
        mistake("broken.xml:1: ", "broken.xml");
        file("broken.json", "{\"uwsgi\": {\"master\": tru");
        mistake("broken.json:1: ", "broken.json");
        file("broken.yaml", "uwsgi:\n  master: [1, 2\n");
        mistake("broken.yaml:", "broken.yaml");
        byte[] garbage = new byte[5000];
        new java.util.Random(7).nextBytes(garbage);
        for (String format : List.of("ini", "xml", "yaml", "json")) {
            Files.write(directory.resolve("garbage." + format), garbage);
            mistake("garbage." + format, "garbage." + format);
        }
        mistake("The -s/--socket option is missing and stdin is not a socket.", "--master");
        mistake("invalid placeholder/--set value", "--set", "nothing");
        mistake("nosuchuser", "--uid", "nosuchuser", "--http-socket", "127.0.0.1:0");
    }

    @Test
    void refuses_addresses_that_it_cannot_have() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            mistake(
                    "probably another instance of jwsgi is running on the same address (" + address + ").",
                    "--http-socket",
                    address);
            mistake("probably another instance", "--master", "--http-socket", address);
        }
        mistake("127.0.0.1:99999", "--http-socket", "127.0.0.1:99999");
        mistake("127.0.0.1:http", "--http-socket", "127.0.0.1:http");
        mistake("192.0.2.1:8080", "--http-socket", "192.0.2.1:8080");
        mistake("/nonexistent/a.sock", "--socket", "/nonexistent/a.sock");
        mistake("net.core.somaxconn", "--http-socket", "127.0.0.1:0", "--listen", "100000000");
    }

    @Test
    void explains_why_an_app_cannot_be_loaded() throws Exception {
        file("Broken.java", "public class Broken {\n    int x = ;\n}\n");
        Ended broken = load("Broken.java");
        assertThat(broken.code()).as(broken.text()).isEqualTo(1);
        assertThat(broken.text()).contains("Broken.java:2: ");
        assertThat(broken.hasTrace()).isFalse();
        file("NoEntry.java", "public class NoEntry {}\n");
        Ended entry = load("NoEntry.java");
        assertThat(entry.code()).as(entry.text()).isEqualTo(1);
        assertThat(entry.text()).contains("NoEntry").contains("application");
        Ended missing = load("Missing.java");
        assertThat(missing.code()).as(missing.text()).isEqualTo(1);
        assertThat(missing.text()).contains("Missing.java");
        Ended unknown = load("no.such.App");
        assertThat(unknown.code()).as(unknown.text()).isEqualTo(1);
        assertThat(unknown.text()).contains("no.such.App");
        for (Ended run : List.of(entry, missing, unknown)) {
            assertThat(run.hasTrace()).as(run.text()).isFalse();
        }
    }

    @Test
    void says_which_jdk_it_needs() throws Exception {
        Ended none = Ended.jwsgi(directory, Map.of("JWSGI_JAVA_HOME", "/nonexistent"), "--version");
        assertThat(none)
                .isEqualTo(new Ended(1, List.of("jwsgi: JWSGI_JAVA_HOME is '/nonexistent', which holds no JDK")));
        Path old = Files.createDirectories(directory.resolve("jdk-17"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\nJAVA_RUNTIME_VERSION=\"17.0.9+9\"\n");
        Files.createDirectory(old.resolve("bin"));
        Files.writeString(old.resolve("bin/java"), "#!/bin/sh\n");
        assertThat(old.resolve("bin/java").toFile().setExecutable(true)).isTrue();
        Ended early = Ended.jwsgi(directory, Map.of("JWSGI_JAVA_HOME", old.toString()), "--version");
        assertThat(early.code()).isEqualTo(1);
        assertThat(early.lines())
                .containsExactly("jwsgi: JWSGI_JAVA_HOME is '" + old + "', a JDK 17; jwsgi needs 25 or later");
        // An old JDK in JAVA_HOME is no mistake: other programs may need it.
        Ended other = Ended.jwsgi(directory, Map.of("JAVA_HOME", old.toString()), "--version");
        assertThat(other.code()).as(other.text()).isZero();
    }

    @Test
    void runs_from_any_place() throws Exception {
        Path installation = directory.resolve("a place with spaces/jwsgi");
        copy(ServerProcess.distribution(), installation);
        Path link = Files.createSymbolicLink(directory.resolve("link"), installation.resolve("bin/jwsgi"));
        Path elsewhere = Files.createDirectory(directory.resolve("else where"));
        Files.copy(Path.of(Programs.app("Probe")), elsewhere.resolve("Probe.java"));
        readOnly(installation, true);
        try {
            for (String options : List.of("", "--master ")) {
                try (ServerProcess server = ServerProcess.start(
                        elsewhere,
                        Map.of("PATH", directory + ":" + System.getenv("PATH"), "HOME", elsewhere.toString()),
                        List.of(
                                "/bin/sh",
                                "-c",
                                "exec link " + options + "--http-socket 127.0.0.1:0 --jwsgi Probe.java"))) {
                    server.awaitReady();
                    assertThat(HttpClient.get(server.awaitPort(), "/").status()).isEqualTo(200);
                    assertThat(server.lines()).contains("detected binary path: " + installation.resolve("bin/jwsgi"));
                }
            }
        } finally {
            readOnly(installation, false);
        }
        assertThat(link).isSymbolicLink();
    }

    @Test
    void ends_with_its_terminal() throws Exception {
        try (ServerProcess server =
                ServerProcess.jwsgi(directory, "--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe"))) {
            server.awaitReady();
            server.signal("HUP");
            assertThat(server.awaitExit()).isEqualTo(17);
        }
    }

    private Ended load(String app) throws Exception {
        return Ended.jwsgi(directory, "--http-socket", "127.0.0.1:0", "--jwsgi", app);
    }

    private void mistake(String expected, String... arguments) throws Exception {
        Ended run = Ended.jwsgi(directory, arguments);
        assertThat(run.text()).contains(expected);
        assertThat(run.code()).as(run.text()).isEqualTo(1);
        assertThat(run.hasTrace()).as(run.text()).isFalse();
        assertThat(run.text()).doesNotContain("Exception");
    }

    private void file(String name, String text) throws Exception {
        Files.writeString(directory.resolve(name), text);
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to.getParent());
        Process process = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
        assertThat(process.waitFor()).isZero();
    }

    private static void readOnly(Path folder, boolean readOnly) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, java.io.@org.jspecify.annotations.Nullable IOException e) {
                assertThat(directory.toFile().setWritable(!readOnly)).isTrue();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
