package org.jwsgi.api.master;

/** A running service of the master. */
public interface MasterService extends AutoCloseable {
    /**
     * Starts the service. Main thread, after the listening sockets are bound and before privileges are dropped.
     *
     * @throws ServiceException when it cannot start; its message ends the start of the instance
     */
    void start();

    /** Called about once a second on the master loop. Must return within milliseconds. */
    default void onTick() {}

    /** Ends the service. Idempotent, and works after a failed start. Before a reload it runs, too. */
    @Override
    void close();
}
