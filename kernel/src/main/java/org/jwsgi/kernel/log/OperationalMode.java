package org.jwsgi.kernel.log;

/** How an instance spreads requests over processes and threads, in uWSGI's words. */
public enum OperationalMode {
    /** Runs one command and ends. */
    COMMAND("command"),
    /** Serves nothing by itself. */
    NO_WORKERS("no-workers"),
    /** One process with several cores. */
    THREADED("threaded"),
    /** Several processes with several cores each. */
    PREFORKING_THREADED("preforking+threaded"),
    /** One process with asynchronous cores. */
    ASYNC("async"),
    /** Several processes with asynchronous cores each. */
    PREFORKING_ASYNC("preforking+async"),
    /** Several processes with one core each. */
    PREFORKING("preforking"),
    /** One process with one core. */
    SINGLE_PROCESS("single process");

    private final String text;

    OperationalMode(String text) {
        this.text = text;
    }

    /**
     * Returns the mode of an instance that serves requests.
     *
     * @param workers the number of worker processes
     * @param threads the number of cores of each
     */
    public static OperationalMode of(int workers, int threads) {
        if (workers == 0) {
            return NO_WORKERS;
        }
        if (threads > 1) {
            return workers > 1 ? PREFORKING_THREADED : THREADED;
        }
        return workers > 1 ? PREFORKING : SINGLE_PROCESS;
    }

    /** Returns the mode as the log shows it. */
    public String text() {
        return text;
    }
}
