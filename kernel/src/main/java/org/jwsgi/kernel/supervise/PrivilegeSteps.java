package org.jwsgi.kernel.supervise;

import java.util.OptionalInt;

/**
 * What an operator can run between the kernel's own steps from the first process to an unprivileged instance. The kernel
 * calls each method at most once in the life of an image, in the order in which they stand here. A
 * {@link org.jwsgi.kernel.JwsgiException} ends the start with exit code 1.
 */
public interface PrivilegeSteps {
    /** No step at all. */
    PrivilegeSteps NONE = new PrivilegeSteps() {};

    /** Before anything is isolated. Runs in: the process that was started; main thread. Not after a reload. */
    default void beforeJail() {}

    /**
     * Once the namespaces are new, before the root changes. Called when something was unshared, or with {@code jailed}.
     *
     * @param jailedPid the pid of the jailed instance when it is a child, for {@code UWSGI_JAIL_PID}: the caller is then the
     *     process outside, main thread. Absent: a launch thread inside the new namespaces, which must start no Java thread;
     *     its children see what the instance will see
     */
    default void afterJail(OptionalInt jailedPid) {}

    /** Inside, with all privileges left. Runs in: the instance; main thread. Again after a reload. */
    default void inJail() {}

    /**
     * As root, just before user and groups change; skipped when not root. This is the place of {@code wait-for-*} too. Runs
     * in: the instance; main thread. Again after a reload that is still root.
     */
    default void asRoot() {}

    /** As the user that the instance is from then on. Runs in: the instance; main thread. */
    default void asUser() {}
}
