package org.jwsgi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A steady stream of requests to each of several vassals, every second of them with keep-alive; tells why each failure failed. */
final class HealthyLoad {
    private static final long PAUSE_MILLIS = 50;
    private static final int MAX_MILLIS = 60_000;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong resent = new AtomicLong();
    private final List<Thread> visitors = new ArrayList<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final long[] latencies = new long[MAX_MILLIS];
    private long sent;

    /** Begins to visit vassals by their names and ports. */
    HealthyLoad(Map<String, Integer> vassals) {
        int number = 0;
        for (Map.Entry<String, Integer> vassal : vassals.entrySet()) {
            boolean keepAlive = number++ % 2 == 0;
            visitors.add(Thread.ofVirtual().start(() -> visit(vassal.getKey(), vassal.getValue(), keepAlive)));
        }
    }

    private void visit(String name, int port, boolean keepAlive) {
        try (Visitor visitor = new Visitor(port, keepAlive)) {
            while (!ended.get()) {
                long begin = System.nanoTime();
                String failure = "";
                try {
                    String reply = new String(visitor.send("GET", "/", new byte[0]), UTF_8);
                    if (!reply.equals(BenchApp.GREETING)) {
                        failure = "answered " + reply;
                    }
                } catch (Visitor.FailedRequest e) {
                    failure = String.valueOf(e.getMessage());
                }
                note(name, failure, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            resent.addAndGet(visitor.resent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note(String name, String failure, long millis) {
        sent++;
        latencies[(int) Math.min(millis, MAX_MILLIS - 1)]++;
        if (!failure.isEmpty()) {
            failures.merge(name + ": " + failure, 1, Integer::sum);
        }
    }

    /** Ends the load. */
    void end() throws InterruptedException {
        ended.set(true);
        for (Thread visitor : visitors) {
            visitor.join();
        }
    }

    /** Returns the failed requests by vassal and cause. */
    synchronized Map<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    private long percentile(double share) {
        long below = 0;
        for (int millis = 0; millis < MAX_MILLIS; millis++) {
            below += latencies[millis];
            if (below >= share * sent) {
                return millis;
            }
        }
        return MAX_MILLIS;
    }

    /** Tells what was sent and what became of it. */
    synchronized String report() {
        int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
        return String.format(
                Locale.ROOT,
                "%d requests to %d vassals, %d failed %s; %d sent again on a fresh connection; "
                        + "p50 %d ms, p99 %d ms, p99.9 %d ms, longest %d ms",
                sent,
                visitors.size(),
                failed,
                failures,
                resent.get(),
                percentile(0.5),
                percentile(0.99),
                percentile(0.999),
                longest());
    }

    private long longest() {
        int top = MAX_MILLIS - 1;
        while (top > 0 && latencies[top] == 0) {
            top--;
        }
        return top;
    }
}
