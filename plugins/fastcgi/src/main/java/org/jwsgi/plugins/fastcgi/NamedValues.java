package org.jwsgi.plugins.fastcgi;

import java.nio.ByteBuffer;

/** Walks over name-value pairs (FastCGI specification, 3.4). Indexes are absolute in the buffer. */
final class NamedValues {
    private final ByteBuffer bytes;
    private int at;
    private int name;
    private int nameLength;
    private int valueLength;
    private boolean broken;

    /** Begins at the buffer's position, which does not move. */
    NamedValues(ByteBuffer bytes) {
        this.bytes = bytes;
        this.at = bytes.position();
    }

    /** Goes to the next pair. Returns false at the end, or when the rest is not a pair. */
    boolean next() {
        if (broken || at == bytes.limit()) {
            return false;
        }
        int first = readLength();
        int second = readLength();
        if (first < 0 || second < 0 || (long) first + second > bytes.limit() - at) {
            broken = true;
            return false;
        }
        name = at;
        nameLength = first;
        valueLength = second;
        at += first + second;
        return true;
    }

    /** Tells whether the walk ended before the bytes did. */
    boolean broken() {
        return broken;
    }

    int name() {
        return name;
    }

    int nameLength() {
        return nameLength;
    }

    int value() {
        return name + nameLength;
    }

    int valueLength() {
        return valueLength;
    }

    /** Reads a length of one byte, or of four when the highest bit is set. Returns -1 when it is cut off. */
    private int readLength() {
        if (at >= bytes.limit()) {
            return -1;
        }
        int first = bytes.get(at);
        if (first >= 0) {
            at++;
            return first;
        }
        if (bytes.limit() - at < 4) {
            at = bytes.limit();
            return -1;
        }
        int length = bytes.getInt(at) & Integer.MAX_VALUE;
        at += 4;
        return length;
    }
}
