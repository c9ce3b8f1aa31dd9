package org.jwsgi.plugins.fastcgi;

import java.nio.ByteBuffer;

/** Where a connection's bytes stand in the sequence of records. Content may be read in pieces. */
final class RecordCursor {
    private boolean open;
    private int version;
    private int type;
    private int id;
    private int length;
    private int left;
    private int padding;

    /**
     * Makes sure that a record is open: skips the last one's padding and reads a header.
     *
     * @return false when there are not enough bytes for it
     */
    boolean open(ByteBuffer in) {
        if (open) {
            return true;
        }
        int skipped = Math.min(padding, in.remaining());
        padding -= skipped;
        in.position(in.position() + skipped);
        if (in.remaining() < Records.HEADER_SIZE) {
            return false;
        }
        int start = in.position();
        version = in.get(start);
        type = in.get(start + 1) & 0xFF;
        id = unsignedShort(in, start + 2);
        length = unsignedShort(in, start + 4);
        padding = in.get(start + 6) & 0xFF;
        left = length;
        in.position(start + Records.HEADER_SIZE);
        open = true;
        return true;
    }

    private static int unsignedShort(ByteBuffer in, int at) {
        return (in.get(at) & 0xFF) << 8 | in.get(at + 1) & 0xFF;
    }

    /** Notes that content was taken, and ends the record with its last byte. */
    void take(int bytes) {
        left -= bytes;
        open = left > 0;
    }

    /** Skips as much content as there is. */
    void skip(ByteBuffer in) {
        int skipped = Math.min(left, in.remaining());
        in.position(in.position() + skipped);
        take(skipped);
    }

    /** Makes the rest of the record one to skip. */
    void ignore() {
        type = Records.DATA;
    }

    boolean knownVersion() {
        return version == Records.VERSION;
    }

    int type() {
        return type;
    }

    int id() {
        return id;
    }

    /** Returns the record's content length. */
    int length() {
        return length;
    }

    /** Returns how much of the content is still to come. */
    int left() {
        return left;
    }
}
