package org.jwsgi.api.child;

import java.time.Duration;

/**
 * A child process that may be started, stopped and started again. Runs in: MASTER. All methods belong to the master
 * loop and return at once, except that {@link #pid()} and {@link #state()} may be read on any thread.
 */
public interface Child {
    /** Where a child is in its life. */
    enum State {
        /** It does not run. */
        DOWN,
        /** It will be started once its delay is over. */
        WAITING,
        /** It runs. */
        RUNNING,
        /** It was told to end and still runs. */
        STOPPING
    }

    /** Returns what it was made of. */
    ChildSpec spec();

    /** Returns its pid, 0 while it does not run. */
    int pid();

    /** Returns where it is in its life. */
    State state();

    /**
     * Starts it after a delay, unless it runs or waits already. A child that is stopping is started once it has ended.
     *
     * @param delay how long to wait, rounded up to the master's ticks of a second; zero to start it at once
     */
    void start(Duration delay);

    /**
     * Asks it to end: a signal now, {@code SIGKILL} when its time is over. Signals go to its process group when it leads a
     * session. A child that waits for its start is down at once.
     *
     * @param signal asks it to end
     * @param mercy how long it may take
     */
    void stop(int signal, Duration mercy);

    /**
     * Sends a signal to the process alone.
     *
     * @return false when it does not run, or the signal may not be sent
     */
    boolean signal(int number);

    /**
     * Sends a signal to its process group, or to the process alone when it leads no session.
     *
     * @return false when it does not run, or the signal may not be sent
     */
    boolean signalGroup(int number);

    /** Ends the watch over it: nothing more is reported. A process that runs goes on. */
    void release();
}
