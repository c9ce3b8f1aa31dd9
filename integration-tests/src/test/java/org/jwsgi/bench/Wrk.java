package org.jwsgi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the load generator {@code wrk} against a port of this machine. */
final class Wrk {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern SOCKET_ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern OTHER = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private Wrk() {}

    /** What a run gave: the rate, and the number of failed requests. */
    record Result(double requestsPerSecond, int errors) {}

    static Result run(int port, String path, String script, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c32", "-d" + seconds + "s"));
        if (!script.isEmpty()) {
            command.addAll(List.of("-s", script));
        }
        command.add("http://127.0.0.1:" + port + path);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher rate = RATE.matcher(output);
        if (!rate.find()) {
            throw new IOException("wrk failed: " + output);
        }
        int errors = 0;
        Matcher socketErrors = SOCKET_ERRORS.matcher(output);
        if (socketErrors.find()) {
            for (int i = 1; i <= 4; i++) {
                errors += Integer.parseInt(socketErrors.group(i));
            }
        }
        Matcher other = OTHER.matcher(output);
        if (other.find()) {
            errors += Integer.parseInt(other.group(1));
        }
        return new Result(Double.parseDouble(rate.group(1)), errors);
    }
}
