package org.jwsgi.kernel.log;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few line buffers to borrow from. It holds at most {@value #SLOTS} small ones however many threads there are, which a
 * buffer for each virtual thread would not. Lock-free; any thread.
 */
final class LineBuffers {
    private static final int SLOTS = 16;
    private static final int CAPACITY = 1024;
    private static final int LARGEST_KEPT = 8192;

    private final AtomicReferenceArray<@Nullable LineBuffer> slots = new AtomicReferenceArray<>(SLOTS);

    /** Returns an empty buffer. {@code hint} spreads threads over the slots. */
    LineBuffer take(int hint) {
        LineBuffer buffer = slots.getAndSet(hint & SLOTS - 1, null);
        if (buffer == null) {
            return new LineBuffer(CAPACITY);
        }
        buffer.truncate(0);
        return buffer;
    }

    /** Takes a buffer back, with the hint it was taken with. */
    void give(int hint, LineBuffer buffer) {
        if (buffer.array().length <= LARGEST_KEPT) {
            slots.set(hint & SLOTS - 1, buffer);
        }
    }
}
