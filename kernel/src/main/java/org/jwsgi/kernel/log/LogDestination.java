package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogSink;

/**
 * A logger with the queue in front of it and the thread that serves it. Whoever offers a line never waits. A logger whose
 * target is gone is tried again with growing pauses; meanwhile lines queue up to {@value #MAX_BYTES} bytes, what does not
 * fit is dropped, and the first line after the outage says how many were. Runs in: the process that reads the log.
 */
final class LogDestination {
    static final int MAX_BYTES = 4 << 20;
    private static final int LINE_OVERHEAD = 64;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final String name;
    private final LogSink sink;
    private final List<LogEncoder> encoders;
    private final Consumer<String> problems;
    private final Thread thread;
    private final Deque<LogLine> queue = new ArrayDeque<>(); // guarded by this, like everything below
    private long queuedBytes;
    private long lost;
    private boolean closing;
    private boolean reopen;
    private boolean rotate;

    /**
     * Prepares a destination; {@link #start} starts its thread.
     *
     * @param name what its problems are reported under; empty to report none
     * @param sink an opened sink, which this destination closes
     * @param problems takes lines about outages, outside of the log that may be the problem
     */
    LogDestination(String name, LogSink sink, List<LogEncoder> encoders, Consumer<String> problems) {
        this.name = name;
        this.sink = sink;
        this.encoders = List.copyOf(encoders);
        this.problems = problems;
        this.thread = Thread.ofPlatform().name("log " + name).daemon().unstarted(this::run);
        this.thread.setContextClassLoader(sink.getClass().getClassLoader());
    }

    void start() {
        thread.start();
    }

    /** Takes a line over, or drops it when too many wait. Any thread; never waits. */
    synchronized void offer(LogLine line) {
        long size = line.bytes().length + LINE_OVERHEAD;
        if (closing || queuedBytes + size > MAX_BYTES) {
            lost++;
            return;
        }
        queuedBytes += size;
        queue.add(line);
        notifyAll();
    }

    /** Has the sink open its target again. Any thread. */
    synchronized void reopen() {
        reopen = true;
        notifyAll();
    }

    /** Has the sink put its target away. Any thread. */
    synchronized void rotate() {
        rotate = true;
        notifyAll();
    }

    /** Begins the end: what waits is still written, but nothing is tried twice. Any thread. */
    synchronized void beginClose() {
        closing = true;
        notifyAll();
    }

    /**
     * Waits for the end that {@link #beginClose} began and closes the sink. What a stuck sink did not take is lost.
     *
     * @param deadline when to cease waiting, as {@link System#nanoTime()}
     */
    void awaitClosed(long deadline) {
        boolean interrupted = false;
        long left = deadline - System.nanoTime();
        while (thread.isAlive() && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        sink.close();
        long missing;
        synchronized (this) {
            missing = lost + queue.size();
            queue.clear();
            lost = 0;
        }
        if (missing > 0 && !name.isEmpty()) {
            problems.accept("logger " + name + ": lost events (count: " + missing + ", reason: the log ends)");
        }
    }

    private void run() {
        Outage outage = new Outage();
        for (LogLine line = next(outage); line != null; line = next(outage)) {
            deliver(line, outage);
        }
    }

    /** Waits for a line, seeing to other wishes meanwhile; null when all is done. */
    private @Nullable LogLine next(Outage outage) {
        while (true) {
            boolean reopenNow;
            boolean rotateNow;
            synchronized (this) {
                while (queue.isEmpty() && !closing && !reopen && !rotate) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return null;
                    }
                }
                reopenNow = reopen;
                rotateNow = rotate;
                reopen = false;
                rotate = false;
                if (!reopenNow && !rotateNow) {
                    LogLine line = queue.poll();
                    if (line != null) {
                        queuedBytes -= line.bytes().length + LINE_OVERHEAD;
                    }
                    return line;
                }
            }
            renew(reopenNow, rotateNow, outage);
        }
    }

    private void renew(boolean reopenNow, boolean rotateNow, Outage outage) {
        try {
            if (rotateNow) {
                sink.rotate();
            }
            if (reopenNow) {
                sink.reopen();
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            outage.report(reason(e));
        }
    }

    private void deliver(LogLine line, Outage outage) {
        LogLine encoded;
        try {
            encoded = encode(line);
        } catch (RuntimeException | LinkageError e) {
            lose();
            outage.report("an encoder failed: " + e);
            return;
        }
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                reportLoss(line, outage);
                sink.write(encoded);
                outage.over();
                return;
            } catch (RuntimeException | LinkageError e) {
                // A mistake in the sink, or a library that was replaced: another attempt would only repeat it.
                lose();
                outage.report("it failed: " + e);
                return;
            } catch (IOException e) {
                outage.report(reason(e));
                if (!pause(pause)) {
                    lose();
                    return;
                }
                pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private synchronized void lose() {
        lost++;
    }

    /** Says in the log itself where events are missing. */
    private void reportLoss(LogLine before, Outage outage) throws IOException {
        long count;
        synchronized (this) {
            count = lost;
        }
        if (count == 0) {
            return;
        }
        String text = "log: lost events (count: " + count + ", reason: " + outage.lastReason() + ")\n";
        sink.write(encode(new LogLine(text.getBytes(UTF_8), before.micros(), before.request())));
        synchronized (this) {
            lost -= count;
        }
        outage.lost(count);
    }

    private LogLine encode(LogLine line) {
        LogLine encoded = line;
        for (LogEncoder encoder : encoders) {
            encoded = encoder.encode(encoded);
        }
        return encoded;
    }

    /** Waits before the next attempt; false when the log ends and there is none. */
    private synchronized boolean pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0 && !closing; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                return false;
            }
        }
        return !closing;
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** What is wrong with the sink at the moment. Belongs to the destination's thread. */
    private final class Outage {
        private String reason = "";
        private String lastReason = "too many events at once";
        private long lost;

        /** Reports a problem, unless it is the one that was reported last. */
        void report(String text) {
            if (!text.equals(reason) && !name.isEmpty()) {
                problems.accept("logger " + name + ": cannot write: " + text);
            }
            reason = text;
            lastReason = text;
        }

        void lost(long count) {
            lost += count;
        }

        String lastReason() {
            return lastReason;
        }

        void over() {
            if (!reason.isEmpty()) {
                if (!name.isEmpty()) {
                    problems.accept("logger " + name + ": writes again (lost events: " + lost + ")");
                }
                reason = "";
                lost = 0;
            }
        }
    }
}
