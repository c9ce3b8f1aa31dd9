package org.jwsgi.kernel.posix;

import java.util.List;

/**
 * Who a process is to the kernel.
 *
 * @param uid user number
 * @param gid group number
 * @param groups numbers of all supplementary groups
 */
public record Identity(int uid, int gid, List<Integer> groups) {
    /** Copies the groups. */
    public Identity {
        groups = List.copyOf(groups);
    }
}
