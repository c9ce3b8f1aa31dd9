package org.jwsgi.plugins.http;

import java.nio.ByteBuffer;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;

/**
 * Reads the head of one request, line by line: a line is consumed as soon as it is complete, and a line that is not is
 * not looked at twice. Every decision depends on complete lines only, so it does not matter how the bytes arrive.
 */
final class HeadReader {
    private static final int INCOMPLETE = -1;
    private static final int REFUSED = -2;
    private static final int COMPLETE = -3;
    private static final int MAX_EMPTY_LINES = 4;
    private static final byte TLS_HANDSHAKE = 0x16;

    private final HttpProtocol protocol;
    private final ConnectionInfo connection;
    private final ConnectionVars connectionVars;
    private final HttpRequest request;
    private final HeaderFields fields;
    /** How many bytes the rest of the head may have. */
    private int budget;
    /** How many bytes of the incomplete line have been searched for its end. */
    private int scanned;

    private int emptyLines;
    /** Where the next line begins. */
    private int position;

    /**
     * Creates a reader.
     *
     * @param available how many bytes there are to begin with
     */
    HeadReader(HttpProtocol protocol, ConnectionInfo connection, ConnectionVars connectionVars, int available) {
        this.protocol = protocol;
        this.connection = connection;
        this.connectionVars = connectionVars;
        this.request = new HttpRequest(256 + available + available / 2);
        this.fields = new HeaderFields(request);
        this.budget = connection.bufferSize();
    }

    HttpRequest request() {
        return request;
    }

    /** Tells whether any byte of the request has arrived. */
    boolean begun() {
        return scanned > 0 || budget < connection.bufferSize();
    }

    /** Reads on, as {@link org.jwsgi.api.protocol.ConnectionCodec#decode}. */
    Decoded read(ByteBuffer in) {
        if (scanned > 0) {
            int start = in.position();
            int limit = start + Math.min(in.remaining(), budget);
            if (Syntax.findLineFeed(in, start + scanned, limit) < 0) {
                return incomplete(in.remaining());
            }
        }
        Scratch scratch = protocol.borrow(connection.bufferSize());
        int start = in.position();
        int length = Math.min(in.remaining(), budget);
        Decoded decoded;
        if (in.hasArray()) {
            int offset = in.arrayOffset();
            decoded = readLines(scratch, in.array(), offset + start, offset + start + length);
            in.position(position - offset);
        } else {
            in.get(start, scratch.input, 0, length);
            decoded = readLines(scratch, scratch.input, 0, length);
            in.position(start + position);
        }
        protocol.giveBack(scratch);
        return decoded;
    }

    private Decoded readLines(Scratch scratch, byte[] bytes, int from, int to) {
        position = from;
        while (true) {
            int limit = Math.min(to, position + budget);
            int next = request.begun
                    ? readField(scratch, bytes, position, limit)
                    : readRequestLine(scratch, bytes, position, limit);
            switch (next) {
                case INCOMPLETE -> {
                    return incomplete(to - position);
                }
                case COMPLETE -> {
                    return request.complete(protocol, connection);
                }
                case REFUSED -> {
                    return request.refusal == null ? new Decoded.Malformed(400, "bad request") : request.refusal;
                }
                default -> {
                    budget -= next - position;
                    position = next;
                }
            }
        }
    }

    private Decoded incomplete(int available) {
        if (available < budget) {
            scanned = available;
            return Decoded.NeedMore.INSTANCE;
        }
        int max = connection.bufferSize();
        return request.begun
                ? new Decoded.Malformed(431, "invalid HTTP request size (max " + max + ")...skip")
                : new Decoded.Malformed(414, "request line too long (max " + max + ")");
    }

    private int readRequestLine(Scratch scratch, byte[] bytes, int start, int limit) {
        if (start == limit) {
            return INCOMPLETE;
        }
        if (bytes[start] == TLS_HANDSHAKE) {
            request.refuse(400, "a TLS handshake on a plain HTTP socket");
            return REFUSED;
        }
        int end = Syntax.findControl(bytes, start, limit);
        int next = endOfLine(bytes, end, limit, "a control character in the request line");
        if (next < 0) {
            return next;
        }
        if (end == start) {
            emptyLines++;
            if (emptyLines > MAX_EMPTY_LINES) {
                request.refuse(400, "empty lines instead of a request");
                return REFUSED;
            }
            return next;
        }
        new RequestLine(request, scratch, bytes, end).read(start);
        if (request.refusal != null) {
            return REFUSED;
        }
        request.begun = true;
        connectionVars.appendTo(request.vars);
        return next;
    }

    private int readField(Scratch scratch, byte[] bytes, int start, int limit) {
        if (start < limit && bytes[start] == '\r') {
            int next = endOfLine(bytes, start, limit, "");
            if (next >= 0) {
                position = next;
                return COMPLETE;
            }
            return next;
        }
        byte[] name = scratch.name;
        int length = Names.PREFIX.length;
        boolean underscore = false;
        int at = start;
        while (at < limit) {
            byte b = Syntax.nameByte(bytes[at]);
            if (b <= Syntax.UNDERSCORE) {
                if (b == 0) {
                    break;
                }
                underscore = true;
                b = '_';
            }
            name[length++] = b;
            at++;
        }
        if (at == limit) {
            return INCOMPLETE;
        }
        if (bytes[at] != ':' || at == start) {
            return badLine(bytes, at, limit, reasonForName(bytes, start, at));
        }
        return readValue(name, length, underscore, bytes, at + 1, limit);
    }

    /** Reads the value of a field, from behind the colon. */
    private int readValue(byte[] name, int nameEnd, boolean underscore, byte[] bytes, int start, int limit) {
        int value = start;
        while (value < limit && Syntax.isBlank(bytes[value])) {
            value++;
        }
        int end = Syntax.findControl(bytes, value, limit);
        while (end < limit && bytes[end] == '\t') {
            end = Syntax.findControl(bytes, end + 1, limit);
        }
        int next = endOfLine(bytes, end, limit, "a control character in a header");
        if (next < 0) {
            return next;
        }
        int last = end;
        while (last > value && Syntax.isBlank(bytes[last - 1])) {
            last--;
        }
        fields.add(name, nameEnd, underscore, bytes, value, last);
        return tooManyVars() ? REFUSED : next;
    }

    private boolean tooManyVars() {
        if (request.vars.size() > 2 * connection.maxVars()) {
            request.refuse(431, "too many request headers (max vec size reached)");
            return true;
        }
        return false;
    }

    private static String reasonForName(byte[] bytes, int start, int at) {
        if (at == start) {
            return Syntax.isBlank(bytes[at]) ? "a folded header" : "invalid HTTP request: a header without a name";
        }
        return switch (bytes[at]) {
            case ' ', '\t' -> "a blank in a header's name";
            case '\r', '\n' -> "invalid HTTP request: a header without a colon";
            default -> "an invalid character in a header's name";
        };
    }

    /** Returns the index behind the CR LF at an index, or what else there is to say about the line. */
    private int endOfLine(byte[] bytes, int at, int limit, String otherControl) {
        if (at == limit || bytes[at] == '\r' && at + 1 == limit) {
            return INCOMPLETE;
        }
        if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
            return at + 2;
        }
        return badLine(
                bytes,
                at,
                limit,
                switch (bytes[at]) {
                    case '\r' -> "a CR without LF";
                    case '\n' -> "a LF without CR";
                    default -> otherControl;
                });
    }

    private int badLine(byte[] bytes, int from, int limit, String reason) {
        if (Syntax.findLineFeed(bytes, from, limit) < 0) {
            return INCOMPLETE;
        }
        request.refuse(400, reason);
        return REFUSED;
    }
}
