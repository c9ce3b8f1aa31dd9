package org.jwsgi.api.child;

/** How a run of a child process ended. */
public sealed interface ChildEnd {
    /**
     * It ended by itself.
     *
     * @param pid who
     * @param code its exit code, 0 to 255
     */
    record Exited(int pid, int code) implements ChildEnd {}

    /**
     * A signal ended it.
     *
     * @param pid who
     * @param signal the signal's number
     * @param overtime whether it was killed because its {@link ChildSpec#limit()} was over
     */
    record Killed(int pid, int signal, boolean overtime) implements ChildEnd {}

    /**
     * It could not be started.
     *
     * @param reason one line for the operator
     */
    record NotStarted(String reason) implements ChildEnd {}

    /** Tells whether it ended by itself with exit code 0. */
    default boolean isSuccess() {
        return this instanceof Exited(int pid, int code) && code == 0;
    }
}
