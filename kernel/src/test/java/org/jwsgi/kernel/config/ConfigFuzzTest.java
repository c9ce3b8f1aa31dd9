package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a file or a command line holds, loading it ends with a result or with a {@link ConfigException}. */
class ConfigFuzzTest {
    private static Path directory = Path.of("/");

    @BeforeContainer
    static void createFolder() throws IOException {
        directory = Files.createTempDirectory("fuzz").toRealPath();
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        Files.deleteIfExists(directory.resolve("a.ini"));
        Files.delete(directory);
    }

    private static void load(byte[] contents, String... arguments) {
        Loading loading = new Loading(directory).file("a.ini", contents).env("VAR", "$(VAR)%(a)");
        try {
            assertThat(loading.load(arguments)).isNotNull();
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage()).doesNotContain("Exception");
        }
    }

    @Property(tries = 300)
    void any_bytes(@ForAll byte[] contents) {
        load(contents, "--ini", "a.ini");
    }

    @Property(tries = 500)
    void any_lines(@ForAll("lines") String contents) {
        load(("[uwsgi]\n" + contents).getBytes(StandardCharsets.UTF_8), "a.ini");
    }

    @Property(tries = 500)
    void any_arguments(@ForAll @Size(max = 6) java.util.List<@net.jqwik.api.From("arguments") String> arguments) {
        load(new byte[0], arguments.toArray(String[]::new));
    }

    @Provide
    Arbitrary<String> arguments() {
        return Arbitraries.oneOf(
                key().map(key -> "--" + key),
                Arbitraries.strings().ofMaxLength(5),
                Arbitraries.strings().withChars("-pMCsx=3[Lh ").ofMaxLength(5));
    }

    private static Arbitrary<String> key() {
        return Arbitraries.of(
                "for",
                "for-times",
                "for-glob",
                "for-readline",
                "if-env",
                "if-opt",
                "if-not-opt",
                "if-exists",
                "if-reload",
                "if-hostname-match",
                "endif",
                "end",
                "set",
                "set-ph",
                "declare-option",
                "declare-option2",
                "strict",
                "blacklist",
                "end-blacklist",
                "whitelist",
                "include",
                "inherit",
                "ini",
                "env",
                "unenv",
                "print",
                "iprint",
                "exit",
                "plugin",
                "need-plugin",
                "lines",
                "processes",
                "master",
                "chmod-socket",
                "mount",
                "limit-as",
                "harakiri",
                "mode",
                "attach-daemon2",
                "cache-max",
                "pidfile",
                "a",
                "b",
                "x y");
    }

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> value = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(12),
                Arbitraries.strings().withChars("ab%$@()+-*/ 12=;,.\\:").ofMaxLength(20),
                Arbitraries.of(
                        "%(a)",
                        "%(b)x%(a)",
                        "x%(a)%(a)",
                        "a=%(b)",
                        "$(VAR)",
                        "@(a.ini)",
                        "a.ini",
                        "a.ini:uwsgi",
                        ":uwsgi",
                        "a=a=$1;b=$2",
                        "hello=a=$1",
                        "3",
                        "-1",
                        "cmd=x,freq=y",
                        "%n%(_)"));
        return net.jqwik.api.Combinators.combine(key(), value)
                .as((key, text) -> key + " = " + text)
                .list()
                .ofMaxSize(12)
                .map(lines -> String.join("\n", lines));
    }
}
