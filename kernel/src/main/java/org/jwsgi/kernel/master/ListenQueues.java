package org.jwsgi.kernel.master;

import org.jwsgi.kernel.socket.Listener;

/** Reads the accept queues of listening sockets. Any thread. */
@FunctionalInterface
public interface ListenQueues {
    /**
     * The state of an accept queue.
     *
     * @param waiting connections that wait to be accepted
     * @param limit how many may wait
     */
    record Depth(long waiting, long limit) {}

    /** Returns a socket's queue; 0 waiting where the machine does not tell. */
    Depth depth(Listener listener);
}
