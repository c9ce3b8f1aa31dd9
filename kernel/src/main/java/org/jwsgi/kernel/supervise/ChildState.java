package org.jwsgi.kernel.supervise;

/** Where a child process is in its life. Times are milliseconds of the supervisor's monotonic clock. */
public sealed interface ChildState {
    /** It does not run and nobody wants it to. */
    record Down() implements ChildState {}

    /**
     * It was started, or is about to be, and has not announced that it serves.
     *
     * @param pid its pid, 0 until it has one
     * @param since when the start was decided
     */
    record Starting(int pid, long since) implements ChildState {}

    /**
     * It serves.
     *
     * @param pid its pid
     * @param since when it announced so
     */
    record Ready(int pid, long since) implements ChildState {}

    /**
     * It was told to end, or said that it ends.
     *
     * @param pid its pid
     * @param since when it was told
     * @param mercyEnds when it is killed if it still runs
     * @param killed whether that has happened
     * @param again whether a successor is wanted
     */
    record Stopping(int pid, long since, long mercyEnds, boolean killed, boolean again) implements ChildState {}

    /**
     * It is wanted, but not before a time.
     *
     * @param until when it may start
     */
    record BackingOff(long until) implements ChildState {}

    /** Returns the pid of the running process, 0 when there is none. */
    default int runningPid() {
        return switch (this) {
            case Down() -> 0;
            case BackingOff ignored -> 0;
            case Starting(int pid, long since) -> pid;
            case Ready(int pid, long since) -> pid;
            case Stopping stopping -> stopping.pid();
        };
    }
}
