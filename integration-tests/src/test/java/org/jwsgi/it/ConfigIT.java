package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations as an operator writes them: formats, sources, precedence, and the commands that explain them. */
class ConfigIT {
    @TempDir
    Path directory;

    private String app = "";

    @BeforeEach
    void app() {
        app = Programs.app("Probe");
    }

    @Test
    void serves_with_the_standard_configuration() throws Exception {
        file("site.ini", """
                [uwsgi]
                chdir = .
                chmod-socket=664
                jwsgi = %s
                module = mysite.wsgi:application
                master = True
                processes = %%(%%k * 1)
                pidfile = %%d%%n.pid
                uwsgi-socket = %%d%%n.sock
                http-socket = 127.0.0.1:0
                # http monitor (returns json)
                # stats = 127.0.0.1:1717
                stats = %%d%%n_stat.sock
                # clean up at the end, such as sockets and pid files
                vacuum = True
                harakiri = 50
                harakiri-verbose = True
                single-interpreter = True
                memory-report = True
                max-requests = 10000
                listen = 1024

                log-truncate = True
                disable-logging = True
                """.formatted(app));
        try (ServerProcess server = ServerProcess.jwsgi(directory, "site.ini")) {
            server.awaitReady();
            assertThat(server.count("site.ini:5: 'module' is an option of uWSGI that no installed plugin provides"))
                    .isEqualTo(1);
            assertThat(HttpClient.get(server.awaitPort(), "/").text()).isEqualTo("hello from worker\n");
            assertThat(Files.getPosixFilePermissions(directory.resolve("site.sock")))
                    .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-r--"));
            assertThat(Files.readString(directory.resolve("site.pid"))).isEqualTo(server.pid() + "\n");
            server.awaitLine("*** Stats server enabled on " + directory.resolve("site_stat.sock"));
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines())
                    .contains(
                            "VACUUM: pidfile removed.",
                            "VACUUM: unix socket " + directory.resolve("site.sock") + " removed.",
                            "VACUUM: unix socket " + directory.resolve("site_stat.sock") + " (stats) removed.");
            assertThat(directory).isDirectoryNotContaining(path -> !path.endsWith("site.ini"));
        }
    }

    @Test
    void serves_with_the_route_cache_configuration() throws Exception {
        file("site.ini", """
                [uwsgi]
                chdir = .
                # plugins = router_cache
                jwsgi = %s
                master = True
                processes = 1
                stats = %s/test_stat.sock
                http = :0
                harakiri = 8

                cpu_affinity = 1
                log-micros = true
                cache2 = name=mycache,items=300,hash=murmur2
                route = ^/feedback cache:key=${REQUEST_METHOD}${REQUEST_URI},name=mycache,content_type=application/json
                route = ^/feedback cachestore:key=${REQUEST_METHOD}${REQUEST_URI},name=mycache,expires=10
                route = ^/feedback log:hey i am printing $1


                # route = ^/$ cache:key=myhome_for_${cookie[PHPSESSID]},name=mycache
                autoload = true
                """.formatted(app, directory));
        try (ServerProcess server = ServerProcess.jwsgi(directory, "site.ini")) {
            server.awaitReady();
            assertThat(server.lines())
                    .contains(
                            "site.ini:11: 'cpu_affinity' is not an option and is ignored; did you mean 'cpu-affinity'?");
            assertThat(HttpClient.get(server.awaitPort(), "/feedback").text()).isEqualTo("hello from worker\n");
            assertThat(server.awaitLine("GET /feedback => generated 18 bytes in "))
                    .contains(" micros (HTTP/1.1 200)");
        }
    }

    @Test
    void reads_every_format_and_source() throws Exception {
        String ini = "[uwsgi]\nno-server = true\nthreads = 3\nname = ini\nprint = read %(name) from %o\n";
        file("a.ini", ini);
        file(
                "a.xml",
                "<uwsgi><no-server/><threads>3</threads><name>xml</name><print>read %(name) from %o</print></uwsgi>");
        file("a.yaml", "uwsgi:\n  no-server: true\n  threads: 3\n  name: yaml\n  print: 'read %(name) from %o'\n");
        file(
                "a.json",
                "{\"uwsgi\":{\"no-server\":true,\"threads\":3,\"name\":\"json\",\"print\":\"read %(name) from %o\"}}");
        for (String format : new String[] {"ini", "xml", "yaml", "json"}) {
            assertThat(threads(Map.of(), "a." + format))
                    .as(format)
                    .isEqualTo("read " + format + " from a." + format + " / 3");
            assertThat(threads(Map.of(), "--" + format, "a." + format))
                    .as(format)
                    .endsWith(" / 3");
        }
        assertThat(threads(Map.of("UWSGI_INI", "a.ini"))).isEqualTo("read ini from a.ini / 3");
        assertThat(threads(Map.of(), "--ini", "exec://cat a.ini")).isEqualTo("read ini from exec://cat a.ini / 3");
        Ended stdin = Ended.shell(directory, Map.of(), "exec \"$JWSGI\" --ini - < a.ini");
        assertThat(stdin.lines()).contains("read ini from -");
        assertThat(stdin.code()).isZero();
        file("crlf.ini", "\uFEFF[uwsgi]\r\n\tno-server\t=\ttrue\r\n\tthreads =\t3\r\n\tprint = \tread tabs\t");
        assertThat(threads(Map.of(), "crlf.ini")).isEqualTo("read tabs / 3");
        file("sections.ini", "[uwsgi]\nexit = 4\n[other]\nini = :third\n[third]\nexit = 9\n");
        assertThat(Ended.jwsgi(directory, "--ini", "sections.ini").code()).isEqualTo(4);
        assertThat(Ended.jwsgi(directory, "--ini", "sections.ini:other").code()).isEqualTo(9);
    }

    @Test
    void lets_the_last_source_win() throws Exception {
        file("five.ini", "[uwsgi]\nthreads = 5\n");
        file("inherit.ini", "[uwsgi]\nthreads = 6\ninherit = five.ini\nthreads = 7\n");
        file("include.ini", "[uwsgi]\nthreads = 6\ninclude = five.ini\nthreads = 7\n");
        Map<String, String> none = Map.of();
        Map<String, String> three = Map.of("UWSGI_THREADS", "3");
        String[][] cases = {
            {"5", "--threads", "2", "--ini", "five.ini"},
            {"2", "--ini", "five.ini", "--threads", "2"},
            {"5", "five.ini", "--threads", "2"},
            {"5", "inherit.ini"},
            {"7", "include.ini"}
        };
        for (String[] row : cases) {
            assertThat(threads(none, arguments(row))).as(String.join(" ", row)).isEqualTo(" / " + row[0]);
        }
        assertThat(threads(three, "--no-server")).isEqualTo(" / 3");
        assertThat(threads(three, "--no-server", "--threads", "2")).isEqualTo(" / 2");
        assertThat(threads(three, "--no-server", "--ini", "five.ini")).isEqualTo(" / 5");
        Ended first = Ended.jwsgi(directory, "--set", "v=first", "--set", "v=last", "--print", "[%(v)]", "--no-server");
        assertThat(first.lines()).contains("[first]");
    }

    @Test
    void explains_itself() throws Exception {
        Ended help = Ended.jwsgi(directory, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.text()).contains("Usage: jwsgi", "--http-socket ADDRESS", "-p, --processes N");
        Ended one = Ended.jwsgi(directory, "--help=http-socket");
        assertThat(one.code()).isZero();
        assertThat(one.text()).contains("--http-socket ADDRESS", "provided by:   plugin http");
        assertThat(Ended.jwsgi(directory, "--help", "proceses"))
                .isEqualTo(new Ended(
                        1,
                        java.util.List.of(
                                "cannot explain 'proceses': there is no such option; did you mean 'processes'?")));
        assertThat(Ended.jwsgi(directory, "--help", "cache2"))
                .isEqualTo(new Ended(
                        1,
                        java.util.List.of("cannot explain 'cache2': there is no such option; 'cache2' is an option"
                                + " of uWSGI that no installed plugin provides")));
        Ended version = Ended.jwsgi(directory, "--version");
        assertThat(version.code()).isZero();
        assertThat(version.lines()).singleElement().asString().matches("\\d+\\.\\d+.*");
        Ended names = Ended.jwsgi(directory, "--dump-options");
        assertThat(names.code()).isZero();
        assertThat(names.lines())
                .contains("processes", "workers", "http-socket", "stats")
                .doesNotHaveDuplicates();
        assertThat(Ended.jwsgi(directory, "--set", "foo=bar", "--get", "foo"))
                .isEqualTo(new Ended(0, java.util.List.of("bar")));
    }

    @Test
    void shows_the_effective_configuration() throws Exception {
        file("a.ini", "[uwsgi]\nnick = 1\nhttp-socket = 127.0.0.1:0\nthreads = %(nick)2\nset = threads=4\n");
        for (String[] jvm : new String[][] {{}, {"--jvm-opt=-Dx=y"}}) {
            Ended shown = Ended.jwsgi(directory, concat(jvm, "--show-config", "--no-server", "a.ini"));
            assertThat(shown.code()).as(shown.text()).isZero();
            assertThat(shown.lines())
                    .containsSequence("; a.ini:2, placeholder", "nick = 1")
                    .containsSequence("; a.ini:3", "http-socket = 127.0.0.1:0")
                    .containsSequence("; a.ini:4, default 1", "threads = 12")
                    .contains(";processes = 1", ";end of configuration");
        }
    }

    @Test
    void falls_back_when_it_cannot_start() throws Exception {
        file("fallback.ini", "[uwsgi]\nprint = the fallback\nexit = 7\n");
        file("bad.ini", "[uwsgi]\nfallback-config = fallback.ini\nprocesses = many\n");
        Ended bad = Ended.jwsgi(directory, "bad.ini");
        assertThat(bad.code()).isEqualTo(7);
        assertThat(bad.text()).contains("bad.ini:3: processes: ", "... falling back to fallback.ini");
        file("exit.ini", "[uwsgi]\nfallback-config = fallback.ini\nexit = 3\n");
        assertThat(Ended.jwsgi(directory, "exit.ini").code()).isEqualTo(3);
    }

    /** Returns what was printed and how many cores the configuration gave, as the start-up lines tell. */
    private String threads(Map<String, String> environment, String... arguments) throws Exception {
        Ended run = Ended.jwsgi(directory, environment, concat(arguments, "--set", "no-server=true"));
        assertThat(run.code()).as(run.text()).isZero();
        String printed = run.lines().stream()
                .filter(line -> line.startsWith("read "))
                .findFirst()
                .orElse("");
        String cores = run.lines().stream()
                .filter(line -> line.startsWith("mapped "))
                .map(line -> line.replaceAll(".* for (\\d+) cores", "$1"))
                .findFirst()
                .orElse("?");
        return printed + " / " + cores;
    }

    private static String[] arguments(String[] row) {
        return java.util.Arrays.copyOfRange(row, 1, row.length);
    }

    private static String[] concat(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private void file(String name, String text) throws Exception {
        Files.writeString(directory.resolve(name), text);
    }
}
