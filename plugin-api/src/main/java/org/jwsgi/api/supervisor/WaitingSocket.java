package org.jwsgi.api.supervisor;

/** A listening socket on which nobody accepts yet. Loop. */
public interface WaitingSocket extends AutoCloseable {
    /** Returns its descriptor. */
    int descriptor();

    /** Calls a task once, when a connection waits. */
    void onConnection(Runnable task);

    /** Closes it. A UNIX socket's file stays. Idempotent. */
    @Override
    void close();
}
