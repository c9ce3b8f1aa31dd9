package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An Emperor with several imperial monitors at once, one of them a third party's: the template of the kit, built by plain
 * Maven from a copy outside the repository.
 */
class EmperorMonitorsIT {
    private static final String API = "jwsgi-plugin-api";

    @TempDir
    Path directory;

    private final List<Path> links = new ArrayList<>();
    private final AtomicReference<String> list = new AtomicReference<>("[]");

    /** Writes a vassal that says who it is. */
    private static String config(String name, int port) {
        return "[uwsgi]\nhttp-socket = 127.0.0.1:" + port + "\njwsgi = " + Programs.app("Probe") + "\nprocname = "
                + name + "\n";
    }

    private HttpServer serveList() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/vassals.json", exchange -> {
            try (exchange) {
                byte[] body = list.get().getBytes(UTF_8);
                exchange.getResponseHeaders().set("ETag", "\"" + list.get().hashCode() + "\"");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    private void publish(String name, String config) {
        JSONObject vassal = new JSONObject();
        vassal.put("name", name);
        vassal.put("config", config);
        JSONArray array = new JSONArray();
        array.add(vassal);
        list.set(array.toJSONString());
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private void link(Path from, Path to, String except) throws IOException {
        Files.createDirectories(to);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null && !name.toString().equals(except)) {
                    links.add(Files.createSymbolicLink(to.resolve(name), entry));
                }
            }
        }
    }

    /** Makes a repository that has what the user's has, but the plugin API of this build, as {@code install-file} puts it. */
    private Path repository() throws IOException {
        Path users =
                Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
        Path repository = directory.resolve("repository");
        link(users, repository, "org");
        link(users.resolve("org"), repository.resolve("org"), "jwsgi");
        String version = "0.1.0-SNAPSHOT";
        Path place = Files.createDirectories(repository.resolve("org/jwsgi/" + API + "/" + version));
        for (String file : List.of(API + "-" + version + ".jar", API + "-" + version + "-tests.jar")) {
            Files.copy(ServerProcess.root().resolve("plugin-api/target").resolve(file), place.resolve(file));
        }
        Files.writeString(
                place.resolve(API + "-" + version + ".pom"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>org.jwsgi</groupId><artifactId>" + API
                        + "</artifactId><version>" + version + "</version></project>");
        return repository;
    }

    /** Removes what leads out of the folder before JUnit removes the folder, which it would complain about. */
    @AfterEach
    void removeLinks() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
    }

    /** Runs Maven, the one that runs the tests if there is one, to its good end and returns what it printed. */
    private String maven(Path project, Path repository) throws Exception {
        String home = System.getenv("MAVEN_HOME");
        String program = home == null ? "mvn" : home + "/bin/mvn";
        Path log = directory.resolve("maven.log");
        ProcessBuilder builder = new ProcessBuilder(program, "-B", "-Dmaven.repo.local=" + repository, "package");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("end of Maven").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** Builds the template, whose test is the contract, and returns the folder of its jar. */
    private Path buildTemplate() throws Exception {
        Path project = directory.resolve("my-monitor");
        copyTree(ServerProcess.root().resolve("docs/examples/imperial-monitor/src"), project.resolve("src"));
        Files.copy(ServerProcess.root().resolve("docs/examples/imperial-monitor/pom.xml"), project.resolve("pom.xml"));
        String output = maven(project, repository());
        assertThat(output).contains("Tests run: 14, Failures: 0, Errors: 0, Skipped: 1");
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        Files.copy(project.resolve("target/imperial-monitor-1.0.0.jar"), plugins.resolve("imperial-monitor-1.0.0.jar"));
        return plugins;
    }

    private void writeBook(String text) throws IOException {
        Path draft = Files.writeString(directory.resolve("draft"), text);
        Files.move(draft, directory.resolve("book.txt"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void runs_vassals_of_several_monitors_and_of_a_third_party() throws Exception {
        Path plugins = buildTemplate();
        Ended installed = Ended.jwsgi(directory, "--plugins-dir", "plugins", "--plugins-list");
        assertThat(installed.text()).contains("emperor-book 1.0.0").doesNotContain("broken plugins");
        int chapter = Programs.freePort();
        int entry = Programs.freePort();
        writeBook("=== chapter.ini\n" + config("chapter", chapter));
        publish("entry.ini", config("entry", entry));
        HttpServer web = serveList();
        String url = "http://127.0.0.1:" + web.getAddress().getPort() + "/vassals.json";
        String[] arguments = {
            "--plugins-dir",
            plugins.toString(),
            "--emperor",
            "book://book.txt",
            "--emperor",
            url,
            "--emperor",
            "redis://127.0.0.1:1",
            "--emperor",
            "pg://host=127.0.0.1 port=1 user=nobody password=secret",
            "--emperor",
            "zmq://tcp://127.0.0.1:" + Programs.freePort()
        };
        try (ServerProcess emperor = ServerProcess.jwsgi(directory, arguments)) {
            emperor.awaitLine("[emperor] vassal chapter.ini is ready to accept requests");
            emperor.awaitLine("[emperor] vassal entry.ini is ready to accept requests");
            assertThat(HttpClient.get(chapter, "/").status()).isEqualTo(200);
            assertThat(HttpClient.get(entry, "/").status()).isEqualTo(200);
            // What cannot be reached is named, and harms nobody.
            emperor.awaitLine("[emperor] imperial monitor redis://127.0.0.1:1: cannot read redis://127.0.0.1:1: ");
            emperor.awaitLine("[emperor] imperial monitor pg://host=127.0.0.1 port=1 user=nobody: libpq-error: ");

            writeBook("=== chapter.ini\n" + config("changed", chapter));
            emperor.awaitLine("[emperor] reload the jwsgi instance chapter.ini");
            emperor.awaitLines("[emperor] vassal chapter.ini is ready to accept requests", 2);
            list.set("[nonsense");
            emperor.awaitLine("[emperor] imperial monitor " + url + ": cannot read " + url + ": it is no JSON");
            assertThat(HttpClient.get(entry, "/").status()).isEqualTo(200);
            list.set("[]");
            emperor.awaitLine("[emperor] removed jwsgi instance entry.ini");
            writeBook("");
            emperor.awaitLine("[emperor] removed jwsgi instance chapter.ini");
            assertThat(emperor.lines()).noneMatch(line -> line.contains("secret"));
        } finally {
            web.stop(0);
        }
    }
}
