package org.jwsgi.kernel.request;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a connection that have been received and that nobody has consumed. Empty, and without memory to speak of,
 * while a connection is idle. Runs in: WORKER, with the connection's owner.
 */
final class Inbox {
    private static final byte[] NONE = {};
    private static final int FIRST_SIZE = 512;
    private static final int KEPT_SIZE = 4_096;
    private static final int DOUBLED_UP_TO = 1 << 17;

    private byte[] bytes = NONE;
    private int start;
    private int end;

    boolean isEmpty() {
        return end == start;
    }

    int length() {
        return end - start;
    }

    void append(byte[] source, int offset, int length) {
        if (end + length > bytes.length) {
            int doubled = Math.min(bytes.length * 2, DOUBLED_UP_TO);
            bytes = Arrays.copyOf(bytes, Math.max(FIRST_SIZE, Math.max(end + length, doubled)));
        }
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    /** Returns the bytes for a codec, from index 0 of an array. The caller consumes what the codec took. */
    ByteBuffer view() {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        return ByteBuffer.wrap(bytes, 0, end);
    }

    /** Moves bytes to an array; returns how many. */
    int take(byte[] target, int offset, int length) {
        int taken = Math.min(length, end - start);
        System.arraycopy(bytes, start, target, offset, taken);
        consume(taken);
        return taken;
    }

    void consume(int length) {
        start += length;
        if (start == end) {
            start = 0;
            end = 0;
            if (bytes.length > KEPT_SIZE) {
                bytes = NONE;
            }
        }
    }
}
