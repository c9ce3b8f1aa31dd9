package org.jwsgi.kernel.supervise;

import java.util.Set;
import org.jwsgi.kernel.posix.ExitStatus;

/**
 * What tells one kind of child from another.
 *
 * @param gracefulSignal asks it to finish its work and end
 * @param immediateSignal ends it
 * @param mercyMillis how long it may take to end
 * @param finalCodes exit codes after which it is not started again
 * @param respawns whether it is started again after other deaths
 */
public record ChildPolicy(
        int gracefulSignal, int immediateSignal, long mercyMillis, Set<Integer> finalCodes, boolean respawns) {
    /** Copies the codes. */
    public ChildPolicy {
        finalCodes = Set.copyOf(finalCodes);
    }

    boolean respawnsAfter(ExitStatus status) {
        return respawns && !(status instanceof ExitStatus.Exited(int code) && finalCodes.contains(code));
    }
}
