package org.jwsgi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.ToolProvider;

/**
 * Runs every measurement in one go, interleaved round by round so that whatever else the machine does falls on all
 * servers alike, and writes medians and ratios to {@code docs/reference/benchmarks.md}.
 */
public final class Bench {
    private static final String APP = """
            import java.util.*;
            public class Hello {
                static final byte[] PAGE = new byte[16 * 1024];
                static { Arrays.fill(PAGE, (byte) 'x'); }
                public static Object[] application(HashMap<String, Object> env) throws Exception {
                    HashMap<String, Object> headers = new HashMap<>();
                    headers.put("Content-Type", "text/plain");
                    String path = (String) env.get("PATH_INFO");
                    byte[] body = path.startsWith("/page") ? PAGE : "Hello World".getBytes();
                    if (path.startsWith("/upload")) {
                        java.io.InputStream in = (java.io.InputStream) env.get("jwsgi.input");
                        byte[] buffer = new byte[8192];
                        int total = 0;
                        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) total += n;
                        body = Integer.toString(total).getBytes();
                    }
                    headers.put("Content-Length", Integer.toString(body.length));
                    return new Object[] {200, headers, body};
                }
            }
            """;

    private final boolean quick;
    private final Path directory;
    private final StringBuilder report = new StringBuilder();

    private Bench(boolean quick, Path directory) {
        this.quick = quick;
        this.directory = directory;
    }

    /** Measures; {@code --quick} shortens every measurement, {@code --startup} measures only starts; both write no page. */
    public static void main(String[] args) throws Exception {
        boolean quick = Arrays.asList(args).contains("--quick");
        boolean startupOnly = Arrays.asList(args).contains("--startup");
        Path directory = Files.createTempDirectory("jwsgi-bench");
        try {
            Bench bench = new Bench(quick, directory);
            if (startupOnly) {
                bench.compileApp();
                bench.startup();
            } else {
                bench.run();
            }
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void run() throws Exception {
        compileApp();
        heading();
        try (Contenders contenders = new Contenders(directory)) {
            contenders.start();
            throughput(contenders);
            memory(contenders);
        }
        startup();
        if (quick) {
            return;
        }
        Path page = Path.of(System.getProperty("jwsgi.root"), "docs/reference/benchmarks.md");
        Files.writeString(page, report + measuredElsewhere(Files.readString(page)));
        System.out.println("written to " + page);
    }

    /** Returns the end of the page, which {@code bench/disturb} and {@code bench/soak} have the figures for. */
    private static String measuredElsewhere(String page) {
        int begin = page.indexOf("\n## Under disturbance");
        return begin < 0 ? "" : page.substring(begin);
    }

    private void compileApp() throws IOException {
        Path source = Files.writeString(directory.resolve("Hello.java"), APP);
        // Release 17, because uWSGI's plugin embeds that JDK.
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, System.out, System.err, "--release", "17", "-d", directory.toString(), source.toString());
        if (status != 0) {
            throw new IOException("the app does not compile");
        }
    }

    private void heading() throws IOException {
        String cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        say("# Benchmarks");
        say("");
        say("Written by `integration-tests/bench/run` on " + LocalDate.now() + ": "
                + Runtime.getRuntime().availableProcessors() + " cores (" + cpu + "), Linux "
                + System.getProperty("os.version") + ", JDK " + Runtime.version() + ".");
        say("");
        say(
                "All servers run at once, idle except the one under load; each row's servers are measured in turn, round by");
        say("round, and the medians shown. `wrk` with 1 thread and 32 connections shares the machine with them.");
        say(
                "uWSGI runs its own JWSGI plugin on JDK 17 with the same compiled class, one worker; where it has several ways");
        say(
                "to serve a row, its fastest is shown. \"Bare netty\" is netty's HTTP codec on one event loop with a virtual");
        say(
                "thread for each request, with the JVM options that jwsgi uses. wrk counts an error for each connection whose end");
        say("the answer did not announce, as uWSGI's http-socket and the bare netty server do not.");
        say("");
    }

    private void throughput(Contenders contenders) throws Exception {
        say("## Requests per second");
        say("");
        say("| load | jwsgi | uWSGI | bare netty | jwsgi : uWSGI | jwsgi : netty |");
        say("|---|---:|---:|---:|---:|---:|");
        Path close = Files.writeString(directory.resolve("close.lua"), "wrk.headers['Connection'] = 'close'\n");
        Path upload = Files.writeString(
                directory.resolve("upload.lua"), "wrk.method = 'POST'\nwrk.body = string.rep('x', 1048576)\n");
        row("hello, keep-alive", "/", "", contenders.http(true));
        row("hello, connection per request", "/", close.toString(), contenders.http(false));
        row("16 KiB, keep-alive", "/page", "", contenders.http(true));
        row("16 KiB, connection per request", "/page", close.toString(), contenders.http(false));
        row("1 MiB upload, keep-alive", "/upload", upload.toString(), contenders.http(true));
        row("hello, nginx `uwsgi_pass`", "/", "", contenders.nginx());
        row("16 KiB, nginx `uwsgi_pass`", "/page", "", contenders.nginx());
        say("");
    }

    private void row(String load, String path, String script, Map<String, List<Integer>> servers) throws Exception {
        int rounds = quick ? 1 : 3;
        Map<String, List<Double>> results = new LinkedHashMap<>();
        Map<String, Integer> errors = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (var server : servers.entrySet()) {
                for (int port : server.getValue()) {
                    Wrk.Result result = Wrk.run(port, path, script, round == 0 && !quick ? 5 : 2);
                    // The first round warms the compilers up.
                    if (round > 0 || quick) {
                        results.computeIfAbsent(server.getKey() + port, key -> new ArrayList<>())
                                .add(result.requestsPerSecond());
                    }
                    errors.merge(server.getKey(), result.errors(), Integer::sum);
                }
            }
        }
        double jwsgi = best(results, "jwsgi");
        double uwsgi = best(results, "uwsgi");
        double netty = best(results, "netty");
        say(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %s | %.2f | %s |",
                load,
                jwsgi,
                uwsgi,
                netty == 0 ? "-" : String.format(Locale.ROOT, "%.0f", netty),
                jwsgi / uwsgi,
                netty == 0 ? "-" : String.format(Locale.ROOT, "%.2f", jwsgi / netty)));
        errors.forEach((server, count) -> {
            if (count > 0) {
                say("| (wrk counted " + count + " errors at " + server + " in the row above) | | | | | |");
            }
        });
    }

    private static double best(Map<String, List<Double>> results, String server) {
        return results.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(server))
                .mapToDouble(entry -> median(entry.getValue()))
                .max()
                .orElse(0);
    }

    private void memory(Contenders contenders) throws IOException {
        say("## Memory after that load");
        say("");
        say("Proportional set size (PSS), which shares out pages that several processes map.");
        say("");
        say("| process | PSS in MB |");
        say("|---|---:|");
        for (var process : contenders.processes().entrySet()) {
            say(String.format(
                    Locale.ROOT, "| %s | %.1f |", process.getKey(), Memory.pssKilobytes(process.getValue()) / 1024.0));
        }
        say("");
    }

    private void startup() throws Exception {
        say("## Start-up and idle memory");
        say("");
        say("From exec to the end of the first answer, and PSS after it, of freshly started servers; medians.");
        say("");
        say("| server | first answer in ms | PSS of the worker in MB | PSS of the master in MB |");
        say("|---|---:|---:|---:|");
        Map<String, List<Startup.Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < (quick ? 2 : 7); round++) {
            for (Startup.Case server : Startup.cases(directory)) {
                samples.computeIfAbsent(server.name(), key -> new ArrayList<>())
                        .add(Startup.measure(server, directory));
            }
        }
        samples.forEach((name, values) -> say(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.1f | %s |",
                name,
                median(values.stream().map(Startup.Sample::millis).toList()),
                median(values.stream().map(Startup.Sample::workerMegabytes).toList()),
                values.getFirst().masterMegabytes() == 0
                        ? "-"
                        : String.format(
                                Locale.ROOT,
                                "%.1f",
                                median(values.stream()
                                        .map(Startup.Sample::masterMegabytes)
                                        .toList())))));
        say("");
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private void say(String line) {
        System.out.println(line);
        report.append(line).append('\n');
    }
}
