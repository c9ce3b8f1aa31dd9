package org.jwsgi.kernel.master;

import java.util.List;

/** The workers, as far as signals need them. Master loop. */
interface SignalSeats {
    /**
     * A worker's place.
     *
     * @param worker its number, from 1
     * @param pid who has it, 0 for nobody
     * @param state what its process does
     * @param busy whether it runs a request
     */
    record Seat(int worker, int pid, State state, boolean busy) {}

    /** What the process of a seat does. */
    enum State {
        /** It serves. */
        SERVING,
        /** It starts or ends; somebody will serve here soon. */
        CHANGING,
        /** Nobody serves here until the cheaper subsystem wants a worker. */
        CHEAPED
    }

    /** Returns the seats in their order. */
    List<Seat> seats();

    /** Tells whether the workers are suspended. */
    boolean paused();

    /** Tells whether a process is a worker, a successor or one that finishes its last requests. */
    boolean isProcess(int pid);

    /** Has the process of a seat handle a signal. Returns false when it cannot be told now. */
    boolean send(int worker, int number);

    /** Shows how many signals wait for a worker. */
    void waiting(int worker, int count);
}
