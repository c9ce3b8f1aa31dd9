package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Facts about the machine and the limits of this process. Any process, any thread. */
public final class SystemFacts {
    /** The resource number of the limit on processes. */
    public static final int LIMIT_PROCESSES = 6;
    /** The resource number of the limit on open descriptors. */
    public static final int LIMIT_DESCRIPTORS = 7;
    /** What {@link #limit} returns when there is no limit. */
    public static final long UNLIMITED = -1;

    private static final int NAME_SIZE = 65;

    private SystemFacts() {}

    /**
     * The machine's names, from {@code uname(2)}.
     *
     * @param system the kernel's name
     * @param node the machine's name in the network
     * @param release the kernel's release
     * @param version the kernel's build
     * @param machine the kind of processor
     */
    public record Names(String system, String node, String release, String version, String machine) {}

    /** Returns the machine's names. */
    public static Names names() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment names = arena.allocate(6L * NAME_SIZE);
            Libc.callInt(Libc.function("uname"), names.address());
            return new Names(
                    names.getString(0),
                    names.getString(NAME_SIZE),
                    names.getString(2 * NAME_SIZE),
                    names.getString(3 * NAME_SIZE),
                    names.getString(4 * NAME_SIZE));
        }
    }

    /**
     * Returns the soft limit of a resource, or {@link #UNLIMITED}.
     *
     * @param resource a number from {@code getrlimit(2)}
     */
    public static long limit(int resource) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(16, 8);
            int result = Libc.callInt(Libc.function("getrlimit"), resource, limit.address());
            if (result < 0) {
                throw new PosixException("cannot read limit " + resource, -result);
            }
            return limit.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Returns the size of a memory page in bytes. */
    public static int pageSize() {
        return Libc.callInt(Libc.function("getpagesize"));
    }

    /** Returns the effective user's number. */
    public static int effectiveUser() {
        return Libc.callInt(Libc.function("geteuid"));
    }
}
