package org.jwsgi.plugins.fastcgi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.request.RequestVars;

/** The request that a connection is busy with. */
final class FastcgiRequest {
    private static final byte[] DEFAULT_PROTOCOL = "HTTP/1.0".getBytes(US_ASCII);
    private static final long UNKNOWN = -1;

    /** Stands for no request. */
    static final FastcgiRequest NONE = new FastcgiRequest(
            0, false, new ConnectionInfo("", false, "", 0, "", 0, "", 0, 0), new FastcgiOptions(0, 0));

    private final int id;
    private final boolean keepConnection;
    private final ConnectionInfo connection;
    private final FastcgiOptions options;

    private byte[] params = new byte[0];
    private int paramsLength;
    private boolean paramsEnded;
    private boolean parsed;

    private RequestVars vars = new RequestVars(0);
    private byte[] protocol = DEFAULT_PROTOCOL;
    private boolean head;
    /** What CONTENT_LENGTH says, or {@link #UNKNOWN}. */
    private long contentLength = UNKNOWN;

    private long bodyBytes;

    FastcgiRequest(int id, boolean keepConnection, ConnectionInfo connection, FastcgiOptions options) {
        this.id = id;
        this.keepConnection = keepConnection;
        this.connection = connection;
        this.options = options;
    }

    int id() {
        return id;
    }

    /** Tells whether a record's id is this request's. */
    boolean is(int recordId) {
        return id != 0 && id == recordId;
    }

    boolean keepConnection() {
        return keepConnection;
    }

    boolean paramsEnded() {
        return paramsEnded;
    }

    /** Tells whether the head has been handed out. */
    boolean parsed() {
        return parsed;
    }

    boolean head() {
        return head;
    }

    /** Returns the protocol for a status line. */
    byte[] protocol() {
        return protocol;
    }

    /** Tells whether more parameters fit into the limit. */
    boolean hasRoomFor(int bytes) {
        return bytes <= connection.bufferSize() - paramsLength;
    }

    /** Takes bytes of parameters from a buffer. */
    void addParams(ByteBuffer in, int length) {
        if (paramsLength + length > params.length) {
            params = Arrays.copyOf(params, Math.max(params.length * 2, paramsLength + length));
        }
        in.get(params, paramsLength, length);
        paramsLength += length;
    }

    /** Reads the parameters. Returns a refusal, or null to go on to STDIN. */
    @Nullable
    Decoded endParams() {
        paramsEnded = true;
        vars = new RequestVars(paramsLength + 128);
        NamedValues pairs = new NamedValues(ByteBuffer.wrap(params, 0, paramsLength));
        while (pairs.next()) {
            if (pairs.nameLength() == 0) {
                return new Decoded.Malformed(400, "a FastCGI parameter without a name");
            }
            if (vars.size() == 2 * connection.maxVars()) {
                return new Decoded.Malformed(431, "max vec size reached. skip this var.");
            }
            vars.add(params, pairs.name(), pairs.nameLength(), params, pairs.value(), pairs.valueLength());
        }
        if (pairs.broken()) {
            return new Decoded.Malformed(400, "a FastCGI parameter that is cut off");
        }
        params = new byte[0];
        return readVars() ? null : new Decoded.Malformed(413, "Invalid (too big) CONTENT_LENGTH. skip.");
    }

    private boolean readVars() {
        head = vars.get("REQUEST_METHOD", "").equals("HEAD");
        int protocolIndex = vars.indexOf("SERVER_PROTOCOL");
        protocol = protocolIndex < 0 ? DEFAULT_PROTOCOL : plain(vars.valueBytes(protocolIndex));
        int index = vars.indexOf("CONTENT_LENGTH");
        if (index >= 0 && vars.valueLength(index) > 0) {
            contentLength = vars.leadingNumber(index);
        }
        return contentLength != Long.MAX_VALUE;
    }

    private static byte[] plain(byte[] value) {
        for (byte b : value) {
            if (b <= ' ' || b == 0x7F) {
                return DEFAULT_PROTOCOL;
            }
        }
        return value.length == 0 ? DEFAULT_PROTOCOL : value;
    }

    /** Returns the head at the first STDIN record. */
    Decoded begunByStdin(boolean hasBody) {
        if (contentLength == 0 && hasBody) {
            return new Decoded.Malformed(400, "a body longer than CONTENT_LENGTH");
        }
        if (contentLength > 0 && !hasBody) {
            return new Decoded.Malformed(400, "a body shorter than CONTENT_LENGTH");
        }
        parsed = true;
        long length = hasBody ? contentLength : 0;
        return new Decoded.Parsed(new RequestHead(vars, options.modifier1(), options.modifier2(), length, hasBody));
    }

    void countBody(int bytes) {
        bodyBytes += bytes;
    }

    boolean exceedsBody(int moreBytes) {
        return contentLength >= 0 && bodyBytes + moreBytes > contentLength;
    }

    boolean missesBody() {
        return contentLength >= 0 && bodyBytes < contentLength;
    }
}
