package org.jwsgi.plugins.http;

import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.request.RequestVars;

/**
 * What the codec knows of the request at hand. Readers of lines fill it in; it judges the head as a whole, and the
 * response is framed by it.
 */
final class HttpRequest {
    private static final long UNKNOWN = -1;

    final RequestVars vars;
    /** Why the request must be refused, once it must. */
    Decoded.@Nullable Malformed refusal;

    /** Whether the request line has been read. */
    boolean begun;

    boolean head;
    /** Whether the client speaks HTTP/1.1 or later. */
    boolean http11;

    /** The host of an absolute target, which overrides the field. */
    byte @Nullable [] authority;

    boolean hostSeen;
    boolean chunked;
    long contentLength = UNKNOWN;
    boolean transferEncodingSeen;
    boolean closeAsked;
    boolean keepAsked;
    boolean expectsContinue;

    /** Creates a request with room for some bytes of variables. */
    HttpRequest(int expectedBytes) {
        this.vars = new RequestVars(expectedBytes);
    }

    /** Notes why the request must be refused; the first reason counts. */
    void refuse(int status, String reason) {
        if (refusal == null) {
            refusal = new Decoded.Malformed(status, reason);
        }
    }

    /** Judges the complete head (RFC 9112, 3.2 and 6.1 to 6.3). */
    Decoded complete(HttpProtocol protocol, ConnectionInfo connection) {
        if (vars.size() > 2 * connection.maxVars()) {
            refuse(431, "too many request headers (max vec size reached)");
        }
        if (http11 && !hostSeen) {
            refuse(400, "an HTTP/1.1 request without Host");
        }
        if (transferEncodingSeen && contentLength != UNKNOWN) {
            refuse(400, "both Content-Length and Transfer-Encoding");
        }
        if (transferEncodingSeen && !http11) {
            refuse(400, "Transfer-Encoding in an HTTP/1.0 request");
        }
        if (refusal != null) {
            return refusal;
        }
        if (!http11) {
            expectsContinue = false;
        }
        long length = chunked ? -1 : Math.max(0, contentLength);
        return new Decoded.Parsed(new RequestHead(vars, protocol.modifier1(), protocol.modifier2(), length, chunked));
    }

    boolean hasRequestBody() {
        return chunked || contentLength > 0;
    }

    /** Tells whether the client agrees to another request on this connection. */
    boolean keepsConnection() {
        return !closeAsked && (http11 || keepAsked);
    }
}
