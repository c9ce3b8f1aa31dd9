package org.jwsgi.plugins.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.BodyPart;

/**
 * Reads a chunked body (RFC 9112, 7.1). Extensions and trailers are checked for their form, bounded in length, and
 * ignored.
 */
final class ChunkedBody {
    private static final int MAX_SIZE_LINE = 1024;
    private static final int MAX_SIZE_DIGITS = 16;

    private enum State {
        SIZE,
        DATA,
        DATA_END,
        TRAILER,
        DONE
    }

    private State state = State.SIZE;
    /** How many bytes of the chunk are still to come. */
    private long remaining;
    /** How many bytes of the incomplete line have been searched for its end. */
    private int scanned;
    /** How many bytes the rest of the trailers may have. */
    private int trailerBudget;

    ChunkedBody(int maxTrailers) {
        this.trailerBudget = maxTrailers;
    }

    /** Reads on, as {@link org.jwsgi.api.protocol.ConnectionCodec#decodeBody}. */
    BodyPart read(ByteBuffer in) {
        while (true) {
            @Nullable
            BodyPart part = switch (state) {
                case SIZE -> readSize(in);
                case DATA -> readData(in);
                case DATA_END -> readDataEnd(in);
                case TRAILER -> readTrailer(in);
                case DONE -> BodyPart.End.INSTANCE;
            };
            if (part != null) {
                return part;
            }
        }
    }

    private @Nullable BodyPart readSize(ByteBuffer in) {
        int end = lineEnd(in, MAX_SIZE_LINE);
        if (end < 0) {
            return in.remaining() < MAX_SIZE_LINE ? BodyPart.NeedMore.INSTANCE : bad(400, "a chunk size line too long");
        }
        int start = in.position();
        if (end == start || in.get(end - 1) != '\r') {
            return bad(400, "a chunk size line that ends in a bare LF");
        }
        int at = start;
        long size = 0;
        while (at < end - 1 && Syntax.hex(in.get(at)) >= 0) {
            if (size > Long.MAX_VALUE >> 4 || at - start == MAX_SIZE_DIGITS) {
                return bad(400, "a chunk size too large");
            }
            size = size << 4 | Syntax.hex(in.get(at));
            at++;
        }
        if (at == start) {
            return bad(400, "an invalid chunk size");
        }
        if (!isExtension(in, at, end - 1)) {
            return bad(400, "an invalid chunk size or extension");
        }
        in.position(end + 1);
        remaining = size;
        state = size == 0 ? State.TRAILER : State.DATA;
        return null;
    }

    private static boolean isExtension(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to && Syntax.isBlank(in.get(at))) {
            at++;
        }
        if (at == to) {
            return from == to;
        }
        return in.get(at) == ';' && hasNoControls(in, at, to);
    }

    private static boolean hasNoControls(ByteBuffer in, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = in.get(i);
            if (b >= 0 && b < ' ' && b != '\t' || b == 0x7F) {
                return false;
            }
        }
        return true;
    }

    private BodyPart readData(ByteBuffer in) {
        int length = (int) Math.min(remaining, in.remaining());
        if (length == 0) {
            return BodyPart.NeedMore.INSTANCE;
        }
        remaining -= length;
        if (remaining == 0) {
            state = State.DATA_END;
        }
        return new BodyPart.Data(length);
    }

    private @Nullable BodyPart readDataEnd(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() >= 1 && in.get(start) != '\r' || in.remaining() >= 2 && in.get(start + 1) != '\n') {
            return bad(400, "chunk data without CR LF behind it");
        }
        if (in.remaining() < 2) {
            return BodyPart.NeedMore.INSTANCE;
        }
        in.position(start + 2);
        state = State.SIZE;
        return null;
    }

    private @Nullable BodyPart readTrailer(ByteBuffer in) {
        int end = lineEnd(in, trailerBudget);
        if (end < 0) {
            return in.remaining() < trailerBudget ? BodyPart.NeedMore.INSTANCE : bad(431, "trailers too long");
        }
        int start = in.position();
        if (end == start || in.get(end - 1) != '\r') {
            return bad(400, "a trailer that ends in a bare LF");
        }
        if (end - start > 1 && !isField(in, start, end - 1)) {
            return bad(400, "an invalid trailer");
        }
        in.position(end + 1);
        trailerBudget -= end + 1 - start;
        if (end - start == 1) {
            state = State.DONE;
        }
        return null;
    }

    private static boolean isField(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to && Syntax.isToken(in.get(at))) {
            at++;
        }
        return at > from && at < to && in.get(at) == ':' && hasNoControls(in, at, to);
    }

    /** Returns the index of the line feed within a number of bytes, or -1 after noting how far there is none. */
    private int lineEnd(ByteBuffer in, int max) {
        int start = in.position();
        int limit = start + Math.min(in.remaining(), max);
        int end = Syntax.findLineFeed(in, start + scanned, limit);
        scanned = end < 0 ? limit - start : 0;
        return end;
    }

    private static BodyPart bad(int status, String reason) {
        return new BodyPart.Malformed(status, reason);
    }
}
