package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lays out the string arrays that {@code execve} and {@code posix_spawn} take. */
final class NativeStrings {
    private NativeStrings() {}

    /** Returns an array of pointers to the strings, closed by a null pointer. */
    static MemorySegment array(Arena arena, List<String> strings) {
        MemorySegment array = arena.allocate(ValueLayout.ADDRESS, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(strings.get(i)));
        }
        array.setAtIndex(ValueLayout.ADDRESS, strings.size(), MemorySegment.NULL);
        return array;
    }

    /** Returns an environment as such an array. */
    static MemorySegment environment(Arena arena, Map<String, String> environment) {
        List<String> strings = new ArrayList<>(environment.size());
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            strings.add(entry.getKey() + "=" + entry.getValue());
        }
        return array(arena, strings);
    }
}
