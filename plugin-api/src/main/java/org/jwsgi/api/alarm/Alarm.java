package org.jwsgi.api.alarm;

import java.io.IOException;

/**
 * One alarm of an instance, such as a mail to somebody. Runs in: MASTER, on one thread that belongs to this alarm alone, so
 * it may block: neither workers nor the master nor other alarms wait for it. Messages queue up meanwhile, up to a limit;
 * what does not fit is dropped and counted.
 */
public interface Alarm extends AutoCloseable {
    /**
     * Delivers a message and returns once it is delivered. A message that cannot be delivered is reported and not tried
     * again. Its thread is interrupted when the delivery goes on for much longer than {@link AlarmMessage#limit()}.
     *
     * @throws IOException when it cannot be delivered; the message says why, in lower case
     * @throws InterruptedException when the thread was interrupted
     */
    void raise(AlarmMessage message) throws IOException, InterruptedException;

    /**
     * Tells whether a line of the log is one that this alarm has written there, so that it raises no alarm again. On the
     * thread that looks at the log; must return at once.
     *
     * @param line the line without its line feed
     */
    default boolean wrote(String line) {
        return false;
    }

    /** Lets go of what it holds. Idempotent; any thread, even while a delivery runs. */
    @Override
    default void close() {}
}
