package org.jwsgi.kernel.master;

/** What the master can order of the instance's log. Main thread, which is the master loop. */
public interface LogOrders {
    /** Moves the log file away and opens a new one. */
    void rotate();

    /** Opens the log file again. */
    void reopen();
}
