package org.jwsgi.kernel.supervise;

import java.util.List;

/**
 * The answer of {@link ChildProcess#next} to an event.
 *
 * @param state the child's new state
 * @param actions what the supervisor has to do, in order
 */
public record Transition(ChildState state, List<ChildAction> actions) {
    /** Copies the actions. */
    public Transition {
        actions = List.copyOf(actions);
    }

    static Transition to(ChildState state, ChildAction... actions) {
        return new Transition(state, List.of(actions));
    }
}
