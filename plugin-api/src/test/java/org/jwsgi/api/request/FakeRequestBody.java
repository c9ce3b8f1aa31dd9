package org.jwsgi.api.request;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request body for tests. It hands out at most {@code piece} bytes for each read, as a slow client does, and can fail
 * at its end.
 */
public final class FakeRequestBody extends RequestBody {
    private final byte[] bytes;
    private final int piece;
    private final boolean seekable;
    private final @Nullable IOException failure;
    private int position;

    /** Creates a buffered body. */
    public FakeRequestBody(byte[] bytes) {
        this(bytes, Integer.MAX_VALUE, true, null);
    }

    private FakeRequestBody(byte[] bytes, int piece, boolean seekable, @Nullable IOException failure) {
        this.bytes = bytes;
        this.piece = piece;
        this.seekable = seekable;
        this.failure = failure;
    }

    /** Creates a body that comes in pieces and cannot be read again. */
    public static FakeRequestBody slow(byte[] bytes, int piece) {
        return new FakeRequestBody(bytes, piece, false, null);
    }

    /** Creates a body whose client leaves after these bytes. */
    public static FakeRequestBody failing(byte[] bytes, IOException failure) {
        return new FakeRequestBody(bytes, Integer.MAX_VALUE, false, failure);
    }

    @Override
    public long length() {
        return failure == null ? bytes.length : bytes.length + 1L;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void seek(long target) throws IOException {
        if (!seekable) {
            throw new IOException("the body is not buffered");
        }
        position = (int) Math.min(target, bytes.length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == bytes.length) {
            if (failure != null) {
                throw failure;
            }
            return -1;
        }
        int count = Math.min(Math.min(length, piece), bytes.length - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public byte[] readLine(int limit) throws IOException {
        if (position == bytes.length && failure != null) {
            throw failure;
        }
        int end = limit == 0 ? bytes.length : Math.min(bytes.length, position + limit);
        int begin = position;
        while (position < end) {
            if (bytes[position++] == '\n') {
                break;
            }
        }
        return Arrays.copyOfRange(bytes, begin, position);
    }
}
