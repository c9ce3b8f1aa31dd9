package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagicVariablesTest {
    @TempDir
    Path directory;

    private final MagicVariables.FileNames app =
            new MagicVariables.FileNames("sub.d/deep/app.one.ini", "/srv/pr/sub.d/deep/app.one.ini", "sec");

    private MagicVariables variables() {
        return new MagicVariables(
                new Surroundings(
                        directory,
                        Map.of(),
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(PrintStream.nullOutputStream()),
                        Path.of("/opt/jwsgi/bin/jwsgi"),
                        "9.9"),
                1_700_000_000_123_456L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%o | sub.d/deep/app.one.ini",
                "%p | /srv/pr/sub.d/deep/app.one.ini",
                "%s | app.one.ini",
                "%d | /srv/pr/sub.d/deep/",
                "%c | deep",
                "%e | ini",
                "%n | app.one",
                "%x | sec",
                "%0-%1-%2-%3-%4-%9 | srv-pr-sub.d-deep--",
                "%b | /opt/jwsgi/bin/jwsgi",
                "%V | 9.9",
                "%t %T | 1700000000 1700000000123456",
                "%% %(x) %y% | % %(x) %",
                "%%%n%% | %app.one%",
            })
    void variables_of_a_file(String text, String expected) {
        assertThat(variables().expand(text, app)).isEqualTo(expected);
    }

    /** Recorded from uWSGI 2.0.21: {@code %j} of /tmp/cfgprobe/j.ini. */
    @Test
    void the_hash_is_that_of_uwsgi() {
        MagicVariables.FileNames file = new MagicVariables.FileNames("j.ini", "/tmp/cfgprobe/j.ini", "");
        assertThat(variables().expand("%j", file)).isEqualTo("61929563");
    }

    @Test
    void capital_letters_are_the_first_file() {
        MagicVariables variables = variables();
        variables.expand("", app);
        MagicVariables.FileNames other = new MagicVariables.FileNames("b.ini", "/etc/b.ini", "");
        assertThat(variables.expand("%n %N %d %D %s %S %x[%X]", other))
                .isEqualTo("b app.one /etc/ /srv/pr/sub.d/deep/ b.ini app.one.ini [sec]");
    }

    @Test
    void streams_have_only_a_name() {
        assertThat(variables().expand("[%o%p%s%d%c%e%n%x%i%j%0]", MagicVariables.FileNames.ofStream("-")))
                .isEqualTo("[-]");
    }

    @Test
    void a_link_keeps_its_own_name() throws IOException {
        Path real = directory.toRealPath();
        Files.createDirectories(real.resolve("sub"));
        Files.writeString(real.resolve("sub/app.ini"), "");
        Files.createSymbolicLink(real.resolve("link.ini"), Path.of("sub/app.ini"));
        Files.createSymbolicLink(real.resolve("lsub"), Path.of("sub"));
        MagicVariables.FileNames link = MagicVariables.FileNames.of(real, "link.ini", "");
        assertThat(variables().expand("%n %p", link)).isEqualTo("link " + real + "/link.ini");
        MagicVariables.FileNames through = MagicVariables.FileNames.of(real, "lsub/app.ini", "");
        assertThat(variables().expand("%n %p", through)).isEqualTo("app " + real + "/sub/app.ini");
    }

    @Test
    void the_machine() throws IOException {
        assertThat(variables().expand("%h", app))
                .isEqualTo(
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        assertThat(Integer.parseInt(variables().expand("%k", app)))
                .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(variables().expand("%u", app)).matches("[0-9]+");
        assertThat(variables().expand("%U", app)).isEqualTo(System.getProperty("user.name"));
        assertThat(variables().expand("%G%g", app)).matches(".+[0-9]+");
    }

    @Test
    void a_vassal_expands_what_its_emperor_puts_into_the_environment_of_all() {
        Loading loading = new Loading(directory)
                .env("UWSGI_SOCKET", "/tmp/%n.sock")
                .file("app1.ini", "[uwsgi]\n")
                .file("before.ini", "[uwsgi]\n");
        String[] arguments = {"--include", "before.ini", "--ini", "app1.ini"};
        assertThat(loading.configuration(arguments).optionMap().get("socket")).containsExactly("/tmp/%n.sock");
        loading.env("UWSGI_EMPEROR_FD", "3");
        assertThat(loading.configuration(arguments).optionMap().get("socket")).containsExactly("/tmp/app1.sock");
    }
}
