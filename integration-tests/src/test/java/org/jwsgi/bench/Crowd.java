package org.jwsgi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load of a disturbance: visitors that send request after request, half of them with keep-alive, each telling why a
 * request failed, and beside them {@code wrk} for the full load, which only counts.
 */
final class Crowd {
    private static final Pattern WRK_REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern WRK_ERRORS = Pattern.compile("Socket errors: (.*)|(Non-2xx or 3xx responses: \\d+)");

    private final int port;
    private final String path;
    private final Process wrk;
    private final Thread wrkReader;
    private final StringBuffer wrkOutput = new StringBuffer();
    private final List<Thread> visitors = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong resent = new AtomicLong();
    private final List<Failure> failures = new ArrayList<>();
    private final Set<String> serving = ConcurrentHashMap.newKeySet();

    private record Failure(String cause, long begin, long end) {}

    /**
     * When a worker was killed.
     *
     * @param begin before the signal was sent
     * @param end when the process was gone
     */
    record Kill(long begin, long end) {}

    /**
     * What became of the visitors' requests.
     *
     * @param served how many were answered
     * @param inKilled how many failed that were in flight while a worker was killed
     * @param others the causes of all others that failed
     * @param resent requests sent again because a used connection had ended before the reply
     * @param wrkRequests what wrk has counted
     * @param wrkErrors in wrk's own words
     */
    record Result(
            long served, int inKilled, Map<String, Integer> others, long resent, long wrkRequests, String wrkErrors) {}

    Crowd(int port, String path, int size) throws IOException {
        this.port = port;
        this.path = path;
        List<String> command = List.of(
                "wrk",
                "-t1",
                "-c" + Math.max(size, 1),
                "-d600s",
                "--timeout",
                "60s",
                "http://127.0.0.1:" + port + path);
        wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        wrkReader = Thread.ofPlatform().daemon().start(this::readWrk);
        for (int i = 0; i < size; i++) {
            boolean keepAlive = i % 2 == 0;
            visitors.add(Thread.ofPlatform().daemon().start(() -> visit(keepAlive)));
        }
    }

    /** Tells whether each of these processes has answered a request; the app's replies are pids. */
    boolean servedBy(List<Long> pids) {
        return pids.stream().allMatch(pid -> serving.contains(Long.toString(pid)));
    }

    /** Ends the load and tells what happened. */
    Result end(List<Kill> kills) throws IOException, InterruptedException {
        ended.set(true);
        for (Thread visitor : visitors) {
            visitor.join(60_000);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(wrk.pid())).start().waitFor();
        if (!wrk.waitFor(10, TimeUnit.SECONDS)) {
            wrk.destroyForcibly();
        }
        wrkReader.join(10_000);
        Map<String, Integer> others = new TreeMap<>();
        int inKilled = 0;
        synchronized (failures) {
            for (Failure failure : failures) {
                boolean excused = isBroken(failure)
                        && kills.stream().anyMatch(kill -> failure.begin <= kill.end && failure.end >= kill.begin);
                if (excused) {
                    inKilled++;
                } else {
                    others.merge(failure.cause, 1, Integer::sum);
                }
            }
        }
        Matcher requests = WRK_REQUESTS.matcher(wrkOutput);
        Matcher errors = WRK_ERRORS.matcher(wrkOutput);
        StringBuilder wrkErrors = new StringBuilder();
        while (errors.find()) {
            wrkErrors
                    .append(wrkErrors.isEmpty() ? "" : "; ")
                    .append(errors.group(1) == null ? errors.group(2) : errors.group(1));
        }
        return new Result(
                served.get(),
                inKilled,
                others,
                resent.get(),
                requests.find() ? Long.parseLong(requests.group(1)) : 0,
                wrkErrors.isEmpty() ? "none" : wrkErrors.toString());
    }

    /** A killed worker breaks connections; it refuses none, keeps nobody waiting and answers no error. */
    private static boolean isBroken(Failure failure) {
        return failure.cause.equals("closed before the reply")
                || failure.cause.equals("reset before the reply")
                || failure.cause.equals("reply cut short");
    }

    private void visit(boolean keepAlive) {
        try (Visitor visitor = new Visitor(port, keepAlive)) {
            while (!ended.get()) {
                long begin = System.nanoTime();
                try {
                    serving.add(new String(visitor.send("GET", path, new byte[0]), StandardCharsets.US_ASCII));
                    served.incrementAndGet();
                } catch (Visitor.FailedRequest e) {
                    synchronized (failures) {
                        failures.add(new Failure(String.valueOf(e.getMessage()), begin, System.nanoTime()));
                    }
                }
            }
            resent.addAndGet(visitor.resent());
        }
    }

    private void readWrk() {
        try (var reader = wrk.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                wrkOutput.append(line).append('\n');
            }
        } catch (IOException e) {
            wrkOutput.append(e);
        }
    }
}
