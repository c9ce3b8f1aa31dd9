package org.jwsgi.api.child;

import java.util.concurrent.CompletableFuture;

/** The child processes of the master's services. Runs in: MASTER. */
public interface Children {
    /**
     * Prepares a child; {@link Child#start} starts it. Master loop, or the main thread before the loop runs.
     *
     * @param listener is told what happens to it
     */
    Child supervise(ChildSpec spec, ChildListener listener);

    /**
     * Runs a command once. Any thread; returns at once.
     *
     * @return completed on the master loop when the command has ended or could not be started, never exceptionally; it
     *     stays incomplete when the instance ends before
     */
    CompletableFuture<ChildEnd> run(ChildSpec spec);

    /**
     * Sends a signal to any process. Any thread.
     *
     * @param target a pid, or a negated process group
     * @return false when there is no such process or it may not be signalled
     */
    boolean signal(int target, int number);
}
