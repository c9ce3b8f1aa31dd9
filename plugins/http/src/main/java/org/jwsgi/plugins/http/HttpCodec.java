package org.jwsgi.plugins.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.BodyPart;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.HeadWriter;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;

/** HTTP/1.1 on one connection. */
final class HttpCodec implements ConnectionCodec {
    private static final byte[] CONTINUE = Names.ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] VERSION = Names.ascii("HTTP/1.1 ");
    private static final int REQUEST_TIMEOUT = 408;

    private final HttpProtocol protocol;
    private final ConnectionInfo connection;
    private final ConnectionVars vars;
    private @Nullable HeadReader reader;
    /** The request whose body is read and which is answered. */
    private @Nullable HttpRequest request;

    private @Nullable ChunkedBody body;

    HttpCodec(HttpProtocol protocol, ConnectionInfo connection) {
        this.protocol = protocol;
        this.connection = connection;
        this.vars = new ConnectionVars(connection, protocol.router());
    }

    @Override
    public Decoded decode(ByteBuffer in) {
        HeadReader head = reader;
        if (head == null) {
            head = new HeadReader(protocol, connection, vars, Math.min(in.remaining(), connection.bufferSize()));
            reader = head;
            request = null;
            body = null;
        }
        Decoded decoded = head.read(in);
        if (decoded instanceof Decoded.Parsed) {
            reader = null;
            request = head.request();
            body = request.chunked ? new ChunkedBody(connection.bufferSize()) : null;
        }
        return decoded;
    }

    @Override
    public BodyPart decodeBody(ByteBuffer in) {
        return body == null ? BodyPart.End.INSTANCE : body.read(in);
    }

    @Override
    public ResponseFraming respond(ResponseHead response) {
        HttpRequest answered = request;
        if (answered == null) {
            throw new IllegalStateException("no request to respond to");
        }
        return HttpFraming.of(protocol, answered, response);
    }

    @Override
    public ByteBuffer refuse(int status) {
        HttpRequest refused = reader == null ? request : reader.request();
        boolean asked = reader == null ? request != null : reader.begun();
        if (status == REQUEST_TIMEOUT && !asked) {
            // An idle connection ends without a word, which would be taken for the answer to the next request.
            return ResponseFraming.EMPTY;
        }
        return new HeadWriter(192)
                .raw(VERSION)
                .status(status, null)
                .raw(protocol.dateLine())
                .refusal(status, refused == null || !refused.head)
                .toBuffer();
    }

    @Override
    public ByteBuffer continueBytes() {
        if (request == null || !request.expectsContinue || !request.hasRequestBody()) {
            return ResponseFraming.EMPTY;
        }
        return ByteBuffer.wrap(CONTINUE.clone());
    }

    @Override
    public int idleSeconds() {
        return protocol.options().idleSeconds();
    }
}
