package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins as files that come and go: listed, loaded when needed, broken or missing. */
class PluginsIT {
    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static Path hello = Path.of("");

    /** Builds the sample of a third party's plugin as its README says: against the jars of the distribution. */
    @BeforeAll
    static void build_the_sample() throws Exception {
        Path example = ServerProcess.root().resolve("docs/examples/hello-plugin");
        Path classes = Files.createDirectories(shared.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("--release", "25", "-d", classes.toString(), "-cp"));
        arguments.add(String.join(
                ":",
                files(ServerProcess.distribution().resolve("lib")).stream()
                        .map(Path::toString)
                        .filter(name -> name.matches(".*/(jwsgi-plugin-api|pf4j|slf4j-api)-[^/]*\\.jar"))
                        .toList()));
        files(example.resolve("src/main/java")).forEach(source -> arguments.add(source.toString()));
        var messages = new java.io.ByteArrayOutputStream();
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, messages, messages, arguments.toArray(String[]::new)))
                .as(messages.toString(java.nio.charset.StandardCharsets.UTF_8))
                .isZero();
        copy(example.resolve("src/main/resources"), classes);
        hello = jar(shared.resolve("plugins/hello.jar"), Files.readString(example.resolve("MANIFEST.MF")), classes);
    }

    @Test
    void answers_through_a_plugin_from_another_folder() throws Exception {
        String[] arguments = {
            "--http-socket", "127.0.0.1:0", "--http-socket-modifier1", "250", "--hello-greeting", "Good morning"
        };
        List<String> withFolder = new ArrayList<>(List.of(
                "--plugins-dir",
                java.util.Objects.requireNonNull(hello.getParent()).toString()));
        withFolder.addAll(List.of(arguments));
        withFolder.add("--master");
        try (ServerProcess server = ServerProcess.jwsgi(directory, withFolder.toArray(String[]::new))) {
            server.awaitReady();
            assertThat(HttpClient.get(server.awaitPort(), "/world").text()).isEqualTo("Good morning, /world\n");
        }
        Map<String, String> environment = Map.of("JWSGI_PLUGINS", hello.toString());
        try (ServerProcess server = ServerProcess.jwsgi(directory, environment, arguments)) {
            server.awaitReady();
            assertThat(HttpClient.get(server.awaitPort(), "/world").text()).isEqualTo("Good morning, /world\n");
        }
    }

    @Test
    void lists_what_is_there_and_what_is_broken() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("plugins"));
        Files.copy(hello, folder.resolve("hello.jar"));
        Files.writeString(folder.resolve("junk.jar"), "this is no archive");
        jar(folder.resolve("nameless.jar"), "X-Nothing: here\n", Files.createDirectory(directory.resolve("empty")));
        jar(
                folder.resolve("future.jar"),
                "Plugin-Id: future\nPlugin-Version: 1.0.0\nPlugin-Requires: >=99.0.0\n",
                null);
        Ended list = Ended.jwsgi(directory, "--plugins-dir", "plugins", "--plugins-list");
        assertThat(list.code()).as(list.text()).isZero();
        assertThat(list.lines())
                .anyMatch(line -> line.startsWith("250: hello ") && line.contains("hello 1.0.0"))
                .anyMatch(line -> line.startsWith("http ") && line.contains("available"))
                .anyMatch(line -> line.startsWith("junk") && line.contains("broken: "))
                .anyMatch(line -> line.contains("nameless.jar") && line.contains("broken: "))
                .anyMatch(
                        line -> line.startsWith("future 1.0.0") && line.contains("broken: ") && line.contains("99.0.0"))
                .endsWith("--- end of plugins list ---");
        assertThat(list.hasTrace()).isFalse();
        Ended harmless = Ended.jwsgi(
                directory,
                "--plugins-dir",
                "plugins",
                "--http-socket",
                "127.0.0.1:0",
                "--no-server",
                "--hello-greeting=x");
        assertThat(harmless.code()).as(harmless.text()).isZero();
        assertThat(harmless.text()).doesNotContain("junk", "future");
        Ended needed =
                Ended.jwsgi(directory, "--plugins-dir", "plugins", "--need-plugin", "future", "--http-socket", ":0");
        assertThat(needed.code()).isEqualTo(1);
        assertThat(needed.text()).contains("unable to load plugin \"future\"").contains("99.0.0");
        assertThat(needed.hasTrace()).isFalse();
    }

    @Test
    void goes_on_without_a_wanted_plugin_but_not_without_a_needed_one() throws Exception {
        Ended wanted = Ended.jwsgi(directory, "--plugin", "nope", "--no-server");
        assertThat(wanted.code()).as(wanted.text()).isZero();
        assertThat(wanted.text()).contains("nope");
        Ended needed = Ended.jwsgi(directory, "--need-plugin", "nope", "--no-server");
        assertThat(needed.code()).isEqualTo(1);
        assertThat(needed.text()).contains("unable to load plugin \"nope\"");
        Ended near = Ended.jwsgi(directory, "--need-plugin", "fastcg", "--no-server");
        assertThat(near.text()).contains("did you mean 'fastcgi'?");
        Files.writeString(
                directory.resolve("a.ini"),
                "[uwsgi]\nif-plugin = http\nprint = has %(_)\nendif =\n"
                        + "plugins = http\nif-plugin = http\nprint = now has %(_)\nendif =\nno-server = 1\n");
        assertThat(Ended.jwsgi(directory, "a.ini").lines())
                .contains("now has http")
                .doesNotContain("has http");
    }

    @Test
    void starts_with_plugins_removed_from_the_installation() throws Exception {
        Path installation = directory.resolve("an installation");
        copy(ServerProcess.distribution(), installation);
        Files.delete(installation.resolve("plugins/fastcgi.jar"));
        Files.writeString(installation.resolve("plugins/scgi.jar"), "overwritten");
        Path launcher = installation.resolve("bin/jwsgi");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "--http-socket", "127.0.0.1:0"));
        command.addAll(List.of("--jwsgi", Programs.app("Probe")));
        try (ServerProcess server = ServerProcess.start(directory, Map.of(), command)) {
            server.awaitReady();
            assertThat(HttpClient.get(server.awaitPort(), "/").status()).isEqualTo(200);
        }
        for (String option : List.of("--fastcgi-socket", "--scgi-socket")) {
            Ended gone = ended(launcher, option, "127.0.0.1:0");
            assertThat(gone.code()).isEqualTo(1);
            assertThat(gone.text()).contains(option.substring(2));
            assertThat(gone.hasTrace()).isFalse();
        }
        assertThat(ended(launcher, "--plugins-list").lines())
                .noneMatch(line -> line.startsWith("fastcgi"))
                .anyMatch(line -> line.contains("scgi.jar") && line.contains("broken: "));
    }

    private Ended ended(Path launcher, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        try (ServerProcess server = ServerProcess.start(directory, Map.of(), command)) {
            return new Ended(server.awaitExit(), server.lines());
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    private static Path jar(Path jar, String manifest, @org.jspecify.annotations.Nullable Path classes)
            throws IOException {
        Files.createDirectories(jar.getParent());
        Manifest attributes = new Manifest(new java.io.ByteArrayInputStream(
                ("Manifest-Version: 1.0\n" + manifest).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, attributes)) {
            if (classes != null) {
                for (Path file : files(classes)) {
                    entries.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                    entries.write(Files.readAllBytes(file));
                }
            }
        }
        return jar;
    }
}
