package org.jwsgi.kernel.supervise;

import org.jwsgi.kernel.posix.ExitStatus;

/** Something that happens to a child process. */
public sealed interface ChildEvent {
    /** The child is wanted. */
    record Wanted() implements ChildEvent {}

    /**
     * The launch that was asked for has happened.
     *
     * @param pid the new process
     */
    record Spawned(int pid) implements ChildEvent {}

    /**
     * The launch that was asked for has to wait, because it failed or because children die too fast.
     *
     * @param until when it may be tried again
     */
    record Held(long until) implements ChildEvent {}

    /** The child says that it serves. */
    record Announced() implements ChildEvent {}

    /** The child says that it ends by its own decision. */
    record Leaving() implements ChildEvent {}

    /**
     * The supervisor wants it to end.
     *
     * @param gracefully whether it may finish its work
     * @param again whether a successor is wanted
     */
    record Stop(boolean gracefully, boolean again) implements ChildEvent {}

    /**
     * The process has ended.
     *
     * @param status how
     */
    record Ended(ExitStatus status) implements ChildEvent {}

    /** Time has passed. */
    record Tick() implements ChildEvent {}
}
