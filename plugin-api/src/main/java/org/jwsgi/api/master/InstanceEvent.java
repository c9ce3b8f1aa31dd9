package org.jwsgi.api.master;

/** Something that happens to the instance, as its master sees it. */
public sealed interface InstanceEvent {
    /**
     * A worker was started.
     *
     * @param worker its number
     * @param pid its pid
     * @param again whether it takes the place of an earlier process
     */
    record WorkerSpawned(int worker, int pid, boolean again) implements InstanceEvent {}

    /**
     * A worker accepts connections.
     *
     * @param worker its number
     * @param pid its pid
     */
    record WorkerReady(int worker, int pid) implements InstanceEvent {}

    /**
     * A worker has ended.
     *
     * @param worker its number
     * @param pid the pid that it had
     * @param code its exit code, or 128 and the number of the signal that killed it
     * @param expected whether it was told to end or said that it would
     */
    record WorkerExited(int worker, int pid, int code, boolean expected) implements InstanceEvent {}

    /** Every worker accepts connections, for the first time. */
    record Ready() implements InstanceEvent {}

    /**
     * The queue of a listening socket is full: further clients are refused or wait. Comes once a second as long as it is.
     *
     * @param socket the socket's address
     * @param fd its descriptor
     * @param waiting connections that wait to be accepted
     * @param limit how many may wait
     */
    record QueueFull(String socket, int fd, long waiting, long limit) implements InstanceEvent {}

    /**
     * Somebody has raised an alarm: an application, a hook or a service.
     *
     * @param alarm its name; there need not be one of that name
     * @param message what it says
     * @param lost how many alarms the same process has raised before without being heard, because they were too many
     */
    record AlarmRaised(String alarm, String message, long lost) implements InstanceEvent {}

    /**
     * The workers were suspended or resumed.
     *
     * @param paused whether they are suspended now
     */
    record Paused(boolean paused) implements InstanceEvent {}

    /** Somebody wants the Emperor beside this master to look for changes of its vassals. */
    record RescanOfVassals() implements InstanceEvent {}

    /**
     * The instance begins to reload.
     *
     * @param gracefully whether running requests are finished
     */
    record Reloading(boolean gracefully) implements InstanceEvent {}

    /**
     * The instance begins to stop.
     *
     * @param gracefully whether running requests are finished
     */
    record Stopping(boolean gracefully) implements InstanceEvent {}
}
