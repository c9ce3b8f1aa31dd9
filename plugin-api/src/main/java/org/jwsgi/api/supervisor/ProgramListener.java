package org.jwsgi.api.supervisor;

import org.jwsgi.api.child.ChildEnd;

/**
 * Is told how a program fares: exactly one of {@link #running} and {@link #ended} with no pid first, unless it is called off
 * ({@link Launch#callOff}). Loop.
 */
public interface ProgramListener {
    /**
     * One of several commands is about to be tried. The program's own thread: it may log, and must touch nothing else.
     *
     * @param attempt its index
     */
    default void trying(int attempt) {}

    /** The program runs. */
    void running(int pid);

    /**
     * The program has ended; or, without {@link #running} before, none of its commands could be started.
     *
     * @param end {@link ChildEnd.NotStarted} when it never ran
     */
    void ended(ChildEnd end);
}
