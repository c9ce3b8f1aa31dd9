package org.jwsgi.api.hook;

/** A hook that something else than a phase of the instance's life runs. Any thread of its process; it may run again. */
public interface Hook {
    /** Returns the hook as it was configured. */
    String text();

    /**
     * Logs {@code running "VERB:ARGUMENTS" (PHASE)...}, runs the hook and waits for its end, which may take long.
     *
     * @throws HookException when it failed
     */
    void run();

    /**
     * Does the same without the line, for those who log one of their own.
     *
     * @throws HookException when it failed
     */
    void runUnannounced();
}
