package org.jwsgi.api.supervisor;

/**
 * A running supervisor. Runs in: EMPEROR. Every method belongs to the process' loop, which owns all state; none may block.
 */
public interface Supervisor extends AutoCloseable {
    /**
     * Starts it. Privileges are dropped by now, unless it is an early one.
     *
     * @throws SupervisorException when it cannot start; its message ends the process
     */
    void start();

    /** Takes a signal that the process was sent. */
    void signalled(ProcessSignal signal);

    /** Called about once a second. */
    default void onTick() {}

    /** Releases what it holds; the process ends. Idempotent, and works after a failed start. */
    @Override
    void close();
}
