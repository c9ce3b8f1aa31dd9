package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Limits, priority and processors of processes and threads. */
public final class Limits {
    /** Number of tasks of the user; every thread counts. */
    public static final int PROCESSES = SystemFacts.LIMIT_PROCESSES;
    /** Number of descriptors. */
    public static final int DESCRIPTORS = SystemFacts.LIMIT_DESCRIPTORS;
    /** Bytes of address space. */
    public static final int ADDRESS_SPACE = 9;

    private static final int MASK_BYTES = 1024; // 8192 processors, the most that Linux can be built for
    private static final int PR_SET_NO_NEW_PRIVS = 38;

    private Limits() {}

    /**
     * Sets the soft and the hard limit of this process. Children inherit it.
     *
     * @throws PosixException when it may not
     */
    public static void set(int resource, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(16, 8);
            limit.set(ValueLayout.JAVA_LONG, 0, value);
            limit.set(ValueLayout.JAVA_LONG, 8, value);
            check("setrlimit()", Libc.callInt(Libc.function("setrlimit"), resource, limit.address()));
        }
    }

    /** Returns the numbers of the processors that the calling thread may run on, in ascending order. */
    public static List<Integer> processors() {
        List<Integer> processors = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, 8);
            check(
                    "sched_getaffinity()",
                    Libc.callInt(Libc.function("sched_getaffinity"), 0, MASK_BYTES, mask.address()));
            for (int processor = 0; processor < MASK_BYTES * 8; processor++) {
                if ((mask.get(ValueLayout.JAVA_BYTE, processor / 8) >> processor % 8 & 1) != 0) {
                    processors.add(processor);
                }
            }
        }
        return processors;
    }

    /** Sets the priority of the calling thread and of those that it starts. */
    static void prioritizeThread(int nice) {
        check("setpriority()", Libc.callInt(Libc.function("setpriority"), 0, 0, nice));
    }

    /** Confines the calling thread and those that it starts. */
    static void confineThread(Iterable<Integer> processors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, 8);
            for (int processor : processors) {
                long at = processor / 8;
                mask.set(ValueLayout.JAVA_BYTE, at, (byte) (mask.get(ValueLayout.JAVA_BYTE, at) | 1 << processor % 8));
            }
            check(
                    "sched_setaffinity()",
                    Libc.callInt(Libc.function("sched_setaffinity"), 0, MASK_BYTES, mask.address()));
        }
    }

    /** Gives up to gain privileges, for the calling thread and those that it starts. */
    static void gainNoPrivileges() {
        check("prctl(PR_SET_NO_NEW_PRIVS)", Libc.callInt(Libc.function("prctl"), PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    }

    private static void check(String what, int result) {
        if (result < 0) {
            throw new PosixException(what, -result);
        }
    }
}
