package org.jwsgi.plugins.fastcgi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.BodyPart;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.HeadWriter;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;

/** FastCGI on one connection: one request at a time, in the role of a responder. */
final class FastcgiCodec implements ConnectionCodec {
    private static final byte[] STATUS = "Status: ".getBytes(US_ASCII);

    private final ConnectionInfo connection;
    private final FastcgiProtocol protocol;
    private final RecordCursor record = new RecordCursor();
    private FastcgiRequest request = FastcgiRequest.NONE;
    private boolean bodyEnded;

    FastcgiCodec(ConnectionInfo connection, FastcgiProtocol protocol) {
        this.connection = connection;
        this.protocol = protocol;
    }

    @Override
    public Decoded decode(ByteBuffer in) {
        if (request.parsed()) {
            request = FastcgiRequest.NONE;
        }
        while (true) {
            if (!record.open(in)) {
                return Decoded.NeedMore.INSTANCE;
            }
            if (!record.knownVersion()) {
                return bad("not a FastCGI record of version 1");
            }
            @Nullable
            Decoded decoded = switch (record.type()) {
                case Records.BEGIN_REQUEST -> begin(in);
                case Records.ABORT_REQUEST -> abort(in);
                case Records.PARAMS -> readParams(in);
                case Records.STDIN -> readFirstStdin(in);
                case Records.GET_VALUES -> readValues(in);
                default -> skip(in);
            };
            if (decoded != null) {
                return decoded;
            }
        }
    }

    private @Nullable Decoded begin(ByteBuffer in) {
        if (record.length() != 8 || record.id() == 0) {
            return bad("an invalid FCGI_BEGIN_REQUEST");
        }
        if (in.remaining() < 8) {
            return Decoded.NeedMore.INSTANCE;
        }
        int start = in.position();
        int role = (in.get(start) & 0xFF) << 8 | in.get(start + 1) & 0xFF;
        boolean keep = (in.get(start + 2) & Records.KEEP_CONNECTION) != 0;
        in.position(start + 8);
        record.take(8);
        if (request.is(record.id())) {
            return bad("a second FCGI_BEGIN_REQUEST for one request");
        }
        if (request != FastcgiRequest.NONE) {
            return new Decoded.Answered(Records.end(record.id(), Records.CANT_MPX_CONN), false);
        }
        if (role != Records.RESPONDER) {
            return new Decoded.Answered(Records.end(record.id(), Records.UNKNOWN_ROLE), !keep);
        }
        request = new FastcgiRequest(record.id(), keep, connection, protocol.options());
        return null;
    }

    private @Nullable Decoded abort(ByteBuffer in) {
        if (record.left() > 0 || !request.is(record.id())) {
            return skip(in);
        }
        record.take(0);
        FastcgiRequest aborted = request;
        request = FastcgiRequest.NONE;
        return new Decoded.Answered(Records.end(aborted.id(), Records.REQUEST_COMPLETE), !aborted.keepConnection());
    }

    private @Nullable Decoded readParams(ByteBuffer in) {
        if (!request.is(record.id())) {
            return skip(in);
        }
        if (request.paramsEnded()) {
            return bad("FCGI_PARAMS behind their end");
        }
        if (record.length() == 0) {
            record.take(0);
            return request.endParams();
        }
        if (!request.hasRoomFor(record.left())) {
            int max = connection.bufferSize();
            return new Decoded.Malformed(431, "invalid FastCGI request size (max " + max + ")...skip");
        }
        if (!in.hasRemaining()) {
            return Decoded.NeedMore.INSTANCE;
        }
        int length = Math.min(record.left(), in.remaining());
        request.addParams(in, length);
        record.take(length);
        return null;
    }

    /** Looks at the first STDIN record, whose content is the body and stays where it is. */
    private @Nullable Decoded readFirstStdin(ByteBuffer in) {
        if (!request.is(record.id())) {
            return skip(in);
        }
        if (!request.paramsEnded()) {
            return request.endParams();
        }
        if (record.length() == 0) {
            record.take(0);
        }
        bodyEnded = false;
        return request.begunByStdin(record.length() > 0);
    }

    private @Nullable Decoded readValues(ByteBuffer in) {
        if (record.length() > connection.bufferSize()) {
            return bad("an FCGI_GET_VALUES of " + record.length() + " bytes");
        }
        if (in.remaining() < record.length()) {
            return Decoded.NeedMore.INSTANCE;
        }
        ByteBuffer reply = Records.values(in.slice(in.position(), record.length()), protocol.cores());
        record.skip(in);
        return new Decoded.Answered(reply, false);
    }

    private @Nullable Decoded skip(ByteBuffer in) {
        if (record.type() == 0 || record.type() > Records.UNKNOWN_TYPE) {
            int type = record.type();
            record.ignore();
            record.skip(in);
            return new Decoded.Answered(Records.unknownType(type), false);
        }
        record.skip(in);
        return record.left() > 0 ? Decoded.NeedMore.INSTANCE : null;
    }

    @Override
    public BodyPart decodeBody(ByteBuffer in) {
        while (!bodyEnded) {
            if (!record.open(in)) {
                return BodyPart.NeedMore.INSTANCE;
            }
            if (!record.knownVersion()) {
                return new BodyPart.Malformed(400, "not a FastCGI record of version 1");
            }
            boolean mine = request.is(record.id());
            if (mine && record.type() == Records.ABORT_REQUEST) {
                return new BodyPart.Malformed(400, "aborted by the front server");
            }
            if (mine && record.type() == Records.STDIN) {
                @Nullable BodyPart part = readStdin(in);
                if (part != null) {
                    return part;
                }
            } else {
                record.skip(in);
                if (record.left() > 0) {
                    return BodyPart.NeedMore.INSTANCE;
                }
            }
        }
        return BodyPart.End.INSTANCE;
    }

    private @Nullable BodyPart readStdin(ByteBuffer in) {
        if (record.length() == 0) {
            record.take(0);
            bodyEnded = true;
            return request.missesBody() ? new BodyPart.Malformed(400, "a body shorter than CONTENT_LENGTH") : null;
        }
        if (request.exceedsBody(record.left())) {
            return new BodyPart.Malformed(400, "a body longer than CONTENT_LENGTH");
        }
        int length = Math.min(record.left(), in.remaining());
        if (length == 0) {
            return BodyPart.NeedMore.INSTANCE;
        }
        record.take(length);
        request.countBody(length);
        return new BodyPart.Data(length);
    }

    @Override
    public ResponseFraming respond(ResponseHead response) {
        HeadWriter writer = FastcgiResponse.begin(response);
        statusLine(writer, response.status(), response.reason());
        writer.headers(response.headers()).newLine();
        return new FastcgiResponse(
                request.id(),
                FastcgiResponse.frame(writer, request.id()),
                response.canHaveBody(request.head()),
                response.keepAlive() && request.keepConnection());
    }

    @Override
    public ByteBuffer refuse(int status) {
        if (request == FastcgiRequest.NONE) {
            return ResponseFraming.EMPTY;
        }
        HeadWriter writer = FastcgiResponse.begin(new ResponseHead(status, null, List.of(), -1, false));
        statusLine(writer, status, null);
        ByteBuffer answer = FastcgiResponse.frame(writer.refusal(status, !request.head()), request.id());
        ByteBuffer end = FastcgiResponse.end(request.id());
        return ByteBuffer.allocate(answer.remaining() + end.remaining())
                .put(answer)
                .put(end)
                .flip();
    }

    private void statusLine(HeadWriter writer, int status, @Nullable String reason) {
        if (protocol.nph()) {
            writer.raw(request.protocol()).text(" ");
        } else {
            writer.raw(STATUS);
        }
        writer.status(status, reason);
    }

    private static Decoded.Malformed bad(String reason) {
        return new Decoded.Malformed(400, reason);
    }
}
