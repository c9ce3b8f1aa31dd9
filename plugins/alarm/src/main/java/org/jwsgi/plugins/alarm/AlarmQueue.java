package org.jwsgi.plugins.alarm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.slf4j.Logger;

/**
 * One alarm with the messages that wait for it. Any thread adds messages and never waits; a thread of its own delivers them
 * one after the other. What a slow alarm cannot take is dropped and counted, so memory stays bounded. A delivery that
 * outlasts its limit is interrupted.
 */
final class AlarmQueue implements AutoCloseable {
    /** The most messages that wait. */
    static final int MOST_MESSAGES = 256;

    /** The most bytes that wait. */
    static final int MOST_BYTES = 1 << 20;

    /** How long after its limit a delivery is interrupted, for alarms that see to the limit by themselves. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long REPORT_EVERY = 60 * SECOND;
    private static final int LONGEST_BURST = 10;

    private final AlarmDefinition definition;
    private final Alarm alarm;
    private final Duration limit;
    private final long frequency;
    private final Logger log;
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private byte @Nullable [] last;
    private long lastSecond;
    private int queuedBytes;
    private @Nullable Thread deliverer;
    private long deliverySince;
    private boolean delivering;
    private boolean closed;

    private long delivered;
    private long repeated;
    private long failed;
    private long dropped;
    private long reportedDrops;
    private long seenDrops;
    private int burstTicks;

    // Delivering thread only.
    private String failure = "";
    private long failureReported;

    /**
     * Creates the queue; {@link #run} delivers.
     *
     * @param frequency how many whole seconds must have passed before the last message may come again
     * @param limit how long a delivery may take
     */
    AlarmQueue(AlarmDefinition definition, Alarm alarm, long frequency, Duration limit, Logger log) {
        this.definition = definition;
        this.alarm = alarm;
        this.frequency = frequency;
        this.limit = limit;
        this.log = log;
    }

    /** Returns the alarm's definition. */
    AlarmDefinition definition() {
        return definition;
    }

    /** Tells whether the alarm itself has written a line to the log. */
    boolean wrote(String line) {
        return alarm.wrote(line);
    }

    /**
     * Adds a message, unless it is the last one again or there is no room.
     *
     * @param now a monotonic time in nanoseconds
     */
    synchronized void add(byte[] message, long now) {
        if (closed) {
            return;
        }
        long second = Math.floorDiv(now, SECOND);
        if (last != null && second - lastSecond < frequency && Arrays.equals(last, message)) {
            repeated++;
            return;
        }
        if (queue.size() >= MOST_MESSAGES || queuedBytes + message.length > MOST_BYTES) {
            dropped++;
            return;
        }
        queue.add(message);
        queuedBytes += message.length;
        last = message;
        lastSecond = second;
        notifyAll();
    }

    /** Counts messages that were lost on their way here. */
    synchronized void lost(long count) {
        dropped += count;
    }

    /** Delivers messages until the queue is closed. On the alarm's own thread. */
    void run() {
        try {
            for (byte[] message = next(); message != null; message = next()) {
                deliver(new AlarmMessage(definition.name(), message, limit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the instance ends
        } finally {
            rest(); // an error that nothing foresees ends this thread: nobody may wait for the delivery then
        }
    }

    private synchronized void rest() {
        delivering = false;
        notifyAll();
    }

    private synchronized byte @Nullable [] next() throws InterruptedException {
        delivering = false;
        deliverer = Thread.currentThread();
        notifyAll();
        while (queue.isEmpty() && !closed) {
            wait();
        }
        byte[] message = queue.poll();
        if (message == null || closed) {
            return null;
        }
        queuedBytes -= message.length;
        delivering = true;
        deliverySince = System.nanoTime();
        return message;
    }

    private void deliver(AlarmMessage message) throws InterruptedException {
        try {
            alarm.raise(message);
            done(true);
            failure = "";
        } catch (IOException | RuntimeException e) {
            done(false);
            report(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (LinkageError e) {
            done(false); // a library that is not there, or in another version; the next message may not need it
            report(e.toString());
        } catch (InterruptedException e) {
            done(false);
            if (isClosed()) {
                throw e;
            }
            report("it takes longer than " + limit.toSeconds() + " s");
        }
    }

    private synchronized void done(boolean success) {
        delivering = false;
        if (success) {
            delivered++;
        } else {
            failed++;
        }
        boolean unused = Thread.interrupted(); // an interruption that came too late must not hit the next delivery
        if (closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Tells of a failure, but not of the same one again and again. */
    private void report(String reason) {
        long now = System.nanoTime();
        if (!Objects.equals(reason, failure) || now - failureReported > REPORT_EVERY) {
            log.error("[jwsgi-alarm] cannot raise alarm \"{}\": {}", definition.name(), reason);
            failure = reason;
            failureReported = now;
        }
    }

    /** Looks after the delivery and tells of dropped messages, once for each burst. Once a second, master loop. */
    void tick() {
        long lost = 0;
        synchronized (this) {
            boolean late = delivering
                    && System.nanoTime() - deliverySince > limit.plus(GRACE).toNanos();
            if (late && deliverer != null) {
                deliverer.interrupt();
            }
            boolean more = dropped > seenDrops;
            seenDrops = dropped;
            burstTicks = more ? burstTicks + 1 : 0;
            if (dropped > reportedDrops && (!more || burstTicks >= LONGEST_BURST)) {
                lost = dropped - reportedDrops;
                reportedDrops = dropped;
                burstTicks = 0;
            }
        }
        tellLoss(lost, "they came faster than it delivers");
    }

    private void tellLoss(long count, String reason) {
        if (count > 0) {
            log.warn(
                    "[jwsgi-alarm] alarm \"{}\": lost messages (count: {}, reason: {})",
                    definition.name(),
                    count,
                    reason);
        }
    }

    /**
     * Waits until everything is delivered.
     *
     * @param deadline the monotonic time in nanoseconds at which to give up
     */
    synchronized void awaitIdle(long deadline) throws InterruptedException {
        for (long left = deadline - System.nanoTime();
                left > 0 && (delivering || !queue.isEmpty());
                left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Tells whether nothing waits and nothing is being delivered. */
    synchronized boolean idle() {
        return !delivering && queue.isEmpty();
    }

    /** Returns what the stats show. Any thread. */
    synchronized Map<String, Object> stats() {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("name", definition.name());
        stats.put("type", definition.type());
        stats.put("delivered", delivered);
        stats.put("failed", failed);
        stats.put("repeated", repeated);
        stats.put("dropped", dropped);
        stats.put("queued", queue.size());
        return stats;
    }

    /** Ends the delivery. What waits is lost, and told. */
    @Override
    public void close() {
        long lost;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            lost = dropped - reportedDrops + queue.size();
            queue.clear();
            queuedBytes = 0;
            notifyAll();
            if (deliverer != null && delivering) {
                deliverer.interrupt();
            }
        }
        alarm.close();
        tellLoss(lost, "the instance ends");
    }
}
