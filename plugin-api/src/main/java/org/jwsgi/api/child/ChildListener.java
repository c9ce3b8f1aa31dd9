package org.jwsgi.api.child;

/**
 * Is told what happens to a child. Runs in: MASTER, on the master loop; must return within milliseconds. An exception is
 * logged and changes nothing.
 */
public interface ChildListener {
    /** The child runs from now on. */
    default void spawned(Child child, int pid) {}

    /**
     * Its time to end is over, and it is killed now.
     *
     * @param child still runs
     */
    default void noMercy(Child child) {}

    /**
     * A run of the child has ended, or could not begin. The child is down; {@link Child#start} begins the next run.
     *
     * @param expected whether it was told to end
     */
    void ended(Child child, ChildEnd end, boolean expected);
}
