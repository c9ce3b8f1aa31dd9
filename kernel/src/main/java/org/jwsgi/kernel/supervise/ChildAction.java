package org.jwsgi.kernel.supervise;

import org.jwsgi.kernel.posix.ExitStatus;

/** What a supervisor has to do after an event. */
public sealed interface ChildAction {
    /** Start the process and report {@link ChildEvent.Spawned} or {@link ChildEvent.Held}. */
    record Launch() implements ChildAction {}

    /**
     * Send a signal.
     *
     * @param pid whom to
     * @param number the signal
     */
    record Signal(int pid, int number) implements ChildAction {}

    /**
     * Kill it with {@code SIGKILL}, since its time to end is over.
     *
     * @param pid whom
     */
    record NoMercy(int pid) implements ChildAction {}

    /**
     * Report its death.
     *
     * @param pid who died
     * @param status how
     * @param expected whether it was told to end or said so
     * @param stoppedSince when it was told, if expected
     */
    record Mourn(int pid, ExitStatus status, boolean expected, long stoppedSince) implements ChildAction {}
}
