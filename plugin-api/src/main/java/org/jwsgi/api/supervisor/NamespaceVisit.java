package org.jwsgi.api.supervisor;

/** The way into the namespaces of a program, which stays open when the program ends. */
public interface NamespaceVisit extends AutoCloseable {
    /**
     * Runs something, such as a hook, on a thread in these namespaces, and waits for its end. Any thread. It must not start a
     * Java thread.
     *
     * @throws SupervisorException when this process may not enter; also what the action throws
     */
    void run(Runnable action);

    /** Closes the way. Any thread; call it once. */
    @Override
    void close();
}
