package org.jwsgi.kernel.plugin;

import org.jspecify.annotations.Nullable;

/**
 * Takes the alarms that the plugins of this process raise to where they are heard, which is the master. What is raised
 * before somebody hears is lost, as in uWSGI. A process that raises too many in one second is not heard until the next, so
 * that it cannot keep the master busy. Any process; safe on any thread.
 */
public final class RaisedAlarms {
    /** The most alarms of a process in one second. */
    static final int LIMIT = 1000;

    /** The longest alarm in characters, so that it fits into a control message in whatever script it is. */
    static final int LONGEST = 32 * 1024;

    private static final long SECOND = 1_000_000_000;

    private @Nullable Hearer hearer;
    private long second;
    private int count;
    private long lost;

    /** Hears alarms. Any thread, one at a time; must return at once. */
    @FunctionalInterface
    public interface Hearer {
        /**
         * Hears an alarm.
         *
         * @param lost how many before it were not heard since the last one that was
         * @return false when it cannot be taken now
         */
        boolean hear(String alarm, String message, long lost);
    }

    /** Creates it; nobody hears yet. */
    RaisedAlarms() {}

    /** Has somebody hear what is raised from now on. */
    public synchronized void heardBy(Hearer newHearer) {
        hearer = newHearer;
    }

    /** Raises an alarm. */
    void raise(String alarm, String message) {
        raise(alarm, message, System.nanoTime());
    }

    synchronized void raise(String alarm, String message, long now) {
        Hearer current = hearer;
        if (current == null) {
            return;
        }
        if (now - second >= SECOND || second == 0) {
            second = now;
            count = 0;
        }
        if (count >= LIMIT || alarm.length() + message.length() > LONGEST || !current.hear(alarm, message, lost)) {
            lost++;
            return;
        }
        count++;
        lost = 0;
    }
}
