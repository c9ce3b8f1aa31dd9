package org.jwsgi.kernel.posix;

import java.util.List;
import java.util.Optional;

/**
 * One thing that a launch thread does to itself before a program is started from it, in whose life it then holds. All are
 * the thread's own but {@link Limit}.
 */
public sealed interface ShapeStep {
    /**
     * Separates from the parent what {@code unshare(2)} can. Process numbers are separated last of all, just before the
     * program starts, since whoever is born first in a new namespace must stay: its end is the end of all others.
     *
     * @param flags of {@link Namespaces}
     */
    record Unshare(int flags) implements ShapeStep {}

    /**
     * Enters a namespace.
     *
     * @param descriptor refers to it; closed by whoever opened it
     */
    record Join(int descriptor) implements ShapeStep {}

    /**
     * Attaches a file system; see {@code mount(2)}.
     *
     * @param source what is mounted
     * @param target where; it must exist
     * @param type the file system's type; empty where the flags tell what to do
     * @param flags of {@link Mounts}
     * @param data options of the file system; may be empty
     */
    record Mount(String source, String target, String type, long flags, String data) implements ShapeStep {}

    /**
     * Changes the root directory and moves there.
     *
     * @param directory the new root
     */
    record Chroot(String directory) implements ShapeStep {}

    /**
     * Swaps the root file system and moves to the new root.
     *
     * @param newRoot a mount point
     * @param putOld where the old root appears, beneath the new one
     */
    record PivotRoot(String newRoot, String putOld) implements ShapeStep {}

    /**
     * Sets the host name of the UTS namespace.
     *
     * @param name the name
     */
    record Hostname(String name) implements ShapeStep {}

    /**
     * Changes the working directory.
     *
     * @param directory the directory, as seen at this point
     */
    record Directory(String directory) implements ShapeStep {}

    /**
     * Sets the file mode creation mask.
     *
     * @param mask its bits
     */
    record Umask(int mask) implements ShapeStep {}

    /**
     * Confines to some processors.
     *
     * @param processors their numbers
     */
    record Affinity(List<Integer> processors) implements ShapeStep {
        /** Copies the numbers. */
        public Affinity {
            processors = List.copyOf(processors);
        }
    }

    /**
     * Sets the scheduling priority.
     *
     * @param nice -20 (first) to 19 (last)
     */
    record Priority(int nice) implements ShapeStep {}

    /**
     * Limits a resource, softly and hard. This is the whole process' limit, so it is for {@link LaunchThread#become} alone.
     *
     * @param resource a number of {@link Limits}
     * @param value the limit
     */
    record Limit(int resource, long value) implements ShapeStep {}

    /** Gives up for good to gain privileges by starting a program. */
    record NoNewPrivileges() implements ShapeStep {}

    /**
     * Drops from the bounding set everything but some capabilities, and but {@code setpcap}.
     *
     * @param kept what stays
     */
    record Bound(Capabilities kept) implements ShapeStep {}

    /**
     * Changes user and groups.
     *
     * @param identity who to be
     * @param kept the capabilities that stay; empty for what Linux leaves
     */
    record Become(Identity identity, Optional<Capabilities> kept) implements ShapeStep {}

    /**
     * Changes the group, but no supplementary ones.
     *
     * @param gid its number
     */
    record Group(int gid) implements ShapeStep {}

    /**
     * Changes the user, but no groups.
     *
     * @param uid its number
     */
    record User(int uid) implements ShapeStep {}

    /**
     * Changes the effective user only, so that the thread may do what that user may, who may not signal it. Not for programs:
     * they could change back.
     *
     * @param uid its number
     */
    record Effective(int uid) implements ShapeStep {}

    /**
     * Runs something on the thread, such as a program that is to see the shape taken so far. It must not start a Java
     * thread, and it fails with a {@link org.jwsgi.kernel.JwsgiException}.
     *
     * @param action what to run
     */
    record Run(Runnable action) implements ShapeStep {}
}
