package org.jwsgi.kernel.hook;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * The process whose hooks run.
 *
 * @param environment its variables
 * @param shells shells that are preferred to {@code /bin/sh}, the best first
 * @param halt ends the process with a code when a hook outside of all phases asks for it
 */
public record HookProcess(HookEnvironment environment, List<String> shells, IntConsumer halt) {
    /** Copies the shells. */
    public HookProcess {
        shells = List.copyOf(shells);
    }
}
