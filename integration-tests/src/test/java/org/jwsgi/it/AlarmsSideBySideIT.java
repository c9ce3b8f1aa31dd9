package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probes of the specification against uWSGI and jwsgi: the same alarms with the same words. */
class AlarmsSideBySideIT {
    private static final String PYTHON = """
            import sys, urllib.parse, uwsgi
            def application(env, start_response):
                query = urllib.parse.unquote_plus(env['QUERY_STRING'])
                if env['PATH_INFO'] == '/alarm':
                    name, message = query.split(',', 1)
                    uwsgi.alarm(name, message)
                else:
                    sys.stderr.write(query + '\\n')
                    sys.stderr.flush()
                start_response('200 OK', [])
                return [b'done']
            """;

    @TempDir
    Path directory;

    private static void get(int port, String path, String query) throws Exception {
        assertThat(HttpClient.get(port, path + '?' + URLEncoder.encode(query, UTF_8))
                        .status())
                .isEqualTo(200);
    }

    private List<String> app(boolean real) throws Exception {
        if (!real) {
            return List.of("--jwsgi", Programs.app("Alarmed"));
        }
        Path app = Files.writeString(directory.resolve("app.py"), PYTHON);
        return List.of("--plugin", "python3,alarm_curl", "--wsgi-file", app.toString());
    }

    private static String program(boolean real) {
        return real
                ? "uwsgi"
                : ServerProcess.distribution().resolve("bin/jwsgi").toString();
    }

    /** Puts a server through the probes and tells what was seen. */
    private List<String> observe(boolean real) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(real ? "real" : "ours"));
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod()
                    + ' '
                    + exchange.getRequestURI()
                    + ' '
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        web.start();
        String url = "curl:http://127.0.0.1:" + web.getAddress().getPort();
        List<String> command = new ArrayList<>(List.of(program(real), "--master", "--http-socket", "127.0.0.1:0"));
        command.addAll(app(real));
        command.addAll(List.of(
                "--alarm", "l1 log:PFX",
                "--alarm", "l1 log:never",
                "--alarm", "l2 log:",
                "--alarm", "c1 cmd:cat >> F",
                "--alarm", "h1 " + url + "/hook;method=PUT;subject=Subj",
                "--alarm", "h2 " + url + "/plain",
                "--alarm-msg-size", "50",
                "--alarm-backlog", "zz",
                "--not-log-alarm", "c1 harmless",
                "--log-alarm", "c1,c1 ^TRIG",
                "--log-alarm", "c1 TRIG [0-9]+$"));
        List<String> seen = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(folder, Map.of(), command)) {
            server.awaitLine(real ? "spawned uWSGI worker 1 " : "spawned jwsgi worker 1 ");
            int port = server.awaitPort();
            for (String message : List.of("hello", "hello", "other", "hello", "hello")) {
                get(port, "/alarm", "l1," + message);
            }
            server.awaitLines("ALARM: PFX hello", 2);
            ProcessLook.await("the same message is told again", () -> {
                get(port, "/alarm", "l1,hello");
                return server.count("ALARM: PFX hello") == 3;
            });
            for (String message : List.of("x".repeat(51), "x".repeat(50), "y", "yy", "", "last")) {
                get(port, "/alarm", "l2," + message);
            }
            get(port, "/alarm", "unknown,message");
            server.awaitLine("ALARM: last");
            int count = 0;
            for (String line : List.of(
                    "TRIG one", "xx TRIG", "TRIG harmless", "xx TRIG 17", "TRIG one", "TRIG " + "z".repeat(80))) {
                get(port, "/log", line);
                if (line.endsWith("17") || line.startsWith("TRIG one") || line.endsWith("z")) {
                    int lines = ++count; // each is written by a shell of its own, which the next must not overtake
                    LogFiles.await(
                            folder.resolve("F"),
                            content -> content.lines().count() == lines && content.endsWith(line + "\n"),
                            "line " + lines + ", " + line);
                }
            }
            get(port, "/alarm", "h1,payload");
            get(port, "/alarm", "h2,payload");
            ProcessLook.await("the message arrives", () -> requests.size() == 2);
            server.lines().stream()
                    .filter(line -> line.contains(" - ALARM: "))
                    .forEach(line -> seen.add(line.replaceAll(
                            "^[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d \\d{4} - ", "DATE - ")));
        } finally {
            web.stop(0);
        }
        seen.addAll(Files.readAllLines(folder.resolve("F")));
        requests.stream().sorted().forEach(seen::add);
        return seen;
    }

    @Test
    void the_same_alarms_say_the_same() throws Exception {
        Programs.require("uwsgi", "uwsgi-plugin-python3");
        List<String> ours = observe(false);

        assertThat(ours)
                .contains("DATE - ALARM: PFX hello", "DATE - ALARM: " + "x".repeat(50), "TRIG one")
                .doesNotContain("DATE - ALARM: y", "xx TRIG");
        assertThat(ours).isEqualTo(observe(true));
    }

    @Test
    void the_same_mistakes_end_the_start_with_the_same_words() throws Exception {
        Programs.require("uwsgi", "uwsgi-plugin-python3");
        List<List<String>> mistakes = List.of(
                List.of("--alarm", "x", "invalid alarm syntax: x"),
                List.of("--alarm", "x nosuch:type", "invalid alarm: x nosuch:type"),
                List.of("--log-alarm", "x", "invalid log-alarm syntax: x"),
                List.of("--log-alarm", "x y", "invalid log-alarm: x y"),
                List.of("--log-alarm", "a (y", "invalid log-alarm: a (y"),
                List.of("--alarm-fd", "a x", "invalid alarm-fd syntax: a"),
                List.of("--alarm-fd", "x 0 m", "unable to find alarm \"x\""));
        for (List<String> mistake : mistakes) {
            for (boolean real : List.of(false, true)) {
                List<String> command = List.of(
                        program(real),
                        "--master",
                        "--http-socket",
                        "127.0.0.1:0",
                        "--alarm",
                        "a log:",
                        mistake.get(0),
                        mistake.get(1));
                try (ServerProcess server = ServerProcess.start(directory, Map.of(), command)) {
                    server.awaitLine(mistake.get(2));
                    assertThat(server.awaitExit()).isEqualTo(1);
                }
            }
        }
    }
}
