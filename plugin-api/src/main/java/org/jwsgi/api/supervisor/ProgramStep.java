package org.jwsgi.api.supervisor;

import java.util.List;
import java.util.Set;

/** Something that happens on the thread of a program before it starts, in whose life it then holds. */
public sealed interface ProgramStep {
    /**
     * Separates from the supervisor what Linux can: {@code fs}, {@code ipc}, {@code uts}, {@code pid} and {@code net}. What
     * the program mounts is then seen by nobody else. Users cannot be separated: Linux does that to processes of one thread
     * alone.
     *
     * @param names the names
     */
    record Separate(Set<String> names) implements ProgramStep {
        /** Copies the names. */
        public Separate {
            names = Set.copyOf(names);
        }
    }

    /**
     * Drops from what the program can ever be allowed everything but some capabilities, and but {@code setpcap}.
     *
     * @param capabilities names as in the option {@code cap}, or numbers
     */
    record Bound(List<String> capabilities) implements ProgramStep {
        /** Copies the names. */
        public Bound {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * Changes group, supplementary groups and user, in this order.
     *
     * @param uid user number
     * @param gid group number
     * @param groups numbers of all supplementary groups
     */
    record Become(int uid, int gid, List<Integer> groups) implements ProgramStep {
        /** Copies the groups. */
        public Become {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Changes group, supplementary groups and user, in this order; the supplementary groups are those that the machine's
     * data base gives the user. No capability survives this change, nor {@link Become}.
     *
     * @param uid user number
     * @param gid group number
     */
    record Login(int uid, int gid) implements ProgramStep {}

    /**
     * Runs something, such as a hook, as the program-to-be. It may block, must not start a Java thread, and prevents the
     * program when it throws a {@link org.jwsgi.api.hook.HookException}.
     *
     * @param action what to run
     */
    record Run(Runnable action) implements ProgramStep {}
}
