package org.jwsgi.api.master;

/**
 * What can be ordered of the instance. Runs in: MASTER. Every method is safe on any thread and returns at once; the
 * order is carried out on the master loop, after those given before it. An order that makes no sense at that time, such
 * as a reload of an instance that stops, is dropped.
 */
public interface InstanceControl {
    /**
     * Tells whether the instance serves: it neither reloads nor stops. An order that is still to be carried out does not
     * count.
     */
    boolean running();

    /**
     * Starts the instance anew, with its pid and its listening sockets, unless its configuration is broken by now.
     *
     * @param gracefully whether running requests are finished first
     */
    void reload(boolean gracefully);

    /**
     * Replaces every worker; the master stays.
     *
     * @param gracefully whether running requests are finished first
     */
    void reloadWorkers(boolean gracefully);

    /** Replaces the workers one after the other, each once the one before serves. */
    void chainReload();

    /**
     * Ends the instance with exit code 0.
     *
     * @param gracefully whether running requests are finished first
     */
    void stop(boolean gracefully);

    /**
     * Ends the instance at once because it cannot go on.
     *
     * @param exitCode the exit code, 0 to 255
     */
    void abort(int exitCode);

    /** Suspends all workers, or resumes them when they are suspended. */
    void togglePause();

    /** Ends all workers until the next connection comes. */
    void goCheap();

    /**
     * Changes the number of workers, within the limits of cheaper mode.
     *
     * @param delta how many more, negative for fewer
     */
    void adjustWorkers(int delta);

    /** Moves the log file away and opens a new one. */
    void rotateLog();

    /** Opens the log file again. */
    void reopenLog();

    /** Writes all pid files again. */
    void rewritePidfiles();

    /** Writes the configuration and the counters of all workers to the log, as SIGUSR1 does. */
    void logCounters();

    /** Has the Emperor beside this master, if there is one, look for changes of its vassals now. */
    void rescanVassals();

    /** Starts a second instance of the same configuration on the same sockets, in a session of its own. */
    void forkMaster();

    /** Asks the Emperor that governs this instance for another one that helps it; without an Emperor the log says so. */
    void askForReinforcements();

    /** Tells the Emperor that governs this instance that it does well, before any request has shown that. */
    void announceLoyalty();
}
