package org.jwsgi.kernel.supervise;

import java.util.OptionalInt;

/** What an operator can run between the kernel's own steps into a jail. */
@FunctionalInterface
public interface PrivilegeSteps {
    /**
     * Called once the namespaces are new, before the root changes, when something was unshared or with {@code jailed}. Not
     * after a reload.
     *
     * @param jailedPid the pid of the jailed instance when it is a child, for {@code UWSGI_JAIL_PID}: the caller is then the
     *     process outside, main thread. Absent: a launch thread inside the new namespaces, which must start no Java thread;
     *     its children see what the instance will see
     * @throws org.jwsgi.kernel.JwsgiException to end the start
     */
    void afterJail(OptionalInt jailedPid);
}
