package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;

/** C's {@code sigset_t} on Linux: 1024 bits, of which the kernel reads the first 64; signal n is bit n - 1. */
final class SignalSet {
    static final int BYTES = 128;

    private SignalSet() {}

    static MemorySegment of(Arena arena, Collection<Integer> signals) {
        long bits = 0;
        for (int signal : signals) {
            bits |= 1L << (signal - 1);
        }
        return ofBits(arena, bits);
    }

    /** Returns the set of every signal. */
    static MemorySegment all(Arena arena) {
        return ofBits(arena, -1L);
    }

    static boolean contains(MemorySegment set, int signal) {
        return (set.get(ValueLayout.JAVA_LONG, 0) & (1L << (signal - 1))) != 0;
    }

    private static MemorySegment ofBits(Arena arena, long bits) {
        MemorySegment set = arena.allocate(BYTES, Long.BYTES);
        set.set(ValueLayout.JAVA_LONG, 0, bits);
        return set;
    }
}
