package org.jwsgi.kernel.worker;

import java.time.Duration;
import java.util.List;
import org.jwsgi.kernel.supervise.ControlMessage;

/**
 * What a worker's life drives: the part that accepts connections and runs requests. {@link #drain} is called on a
 * thread of its own, {@link #close} on the main thread, the other methods on the control thread.
 */
public interface Traffic extends AutoCloseable {
    /**
     * A request that runs.
     *
     * @param core the core that runs it
     * @param vars its variables as {@code NAME=VALUE}
     */
    record Activity(int core, List<String> vars) {
        /** Copies the variables. */
        public Activity {
            vars = List.copyOf(vars);
        }
    }

    /** Begins to accept. Returns when connections are accepted. */
    void start();

    /** Ceases to accept until {@link #resume}; running requests go on. Must not block. */
    void pause();

    /** Accepts again. Must not block. */
    void resume();

    /**
     * Ceases to accept for good and waits until every request has been answered.
     *
     * @param limit the longest wait
     * @return whether nothing runs any more
     */
    boolean drain(Duration limit) throws InterruptedException;

    /**
     * Runs a task on the thread that accepts connections, once that comes to it, unless every core is busy then. Must not
     * block.
     */
    void whenWaiting(Runnable task);

    /** Returns the running requests. Must not block. */
    List<Activity> activity();

    /**
     * Logs what late requests do and interrupts or answers them, as the order says. Must not wait for them.
     */
    void overdue(ControlMessage.Overdue order);

    /** Ceases to accept and drops every connection. Idempotent. */
    @Override
    void close();
}
