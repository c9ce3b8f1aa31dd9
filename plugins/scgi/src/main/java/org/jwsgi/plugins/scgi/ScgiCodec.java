package org.jwsgi.plugins.scgi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.BodyPart;
import org.jwsgi.api.protocol.ClosingResponse;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.HeadWriter;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.request.RequestVars;

/**
 * SCGI on one connection: a netstring ({@code LENGTH:BYTES,}) of names and values, each ended by NUL, and the body. One
 * request for each connection. Source: "SCGI: A Simple Common Gateway Interface alternative", revision of 2008-06-23.
 */
final class ScgiCodec implements ConnectionCodec {
    private static final int MAX_DIGITS = 9;
    private static final byte[] DEFAULT_PROTOCOL = ascii("HTTP/1.0");
    private static final byte[] STATUS = ascii("Status: ");

    private final ConnectionInfo connection;
    private final ScgiOptions options;
    private final boolean nph;

    private byte[] protocol = DEFAULT_PROTOCOL;
    private boolean headRequest;

    ScgiCodec(ConnectionInfo connection, ScgiOptions options, boolean nph) {
        this.connection = connection;
        this.options = options;
        this.nph = nph;
    }

    @Override
    public Decoded decode(ByteBuffer in) {
        int start = in.position();
        int at = start;
        int size = 0;
        while (at < in.limit() && in.get(at) >= '0' && in.get(at) <= '9') {
            if (at - start == MAX_DIGITS) {
                return tooLarge("a number of more than " + MAX_DIGITS + " digits");
            }
            size = size * 10 + in.get(at) - '0';
            at++;
        }
        if (at == in.limit()) {
            return Decoded.NeedMore.INSTANCE;
        }
        if (in.get(at) != ':' || at == start || in.get(start) == '0') {
            return bad("not an SCGI request: no netstring of some length");
        }
        if (size > connection.bufferSize()) {
            return tooLarge(Integer.toString(size));
        }
        int block = at + 1;
        if (in.limit() - block < size + 1) {
            return Decoded.NeedMore.INSTANCE;
        }
        if (in.get(block + size) != ',') {
            return bad("an SCGI netstring without a comma at its end");
        }
        in.position(block + size + 1);
        if (in.hasArray()) {
            return readBlock(in.array(), in.arrayOffset() + block, size);
        }
        byte[] bytes = new byte[size];
        in.get(block, bytes);
        return readBlock(bytes, 0, size);
    }

    private Decoded readBlock(byte[] block, int from, int size) {
        RequestVars vars = new RequestVars(size + 128);
        int to = from + size;
        int name = from;
        while (name < to) {
            int nameEnd = findNul(block, name, to);
            int valueEnd = nameEnd < 0 ? -1 : findNul(block, nameEnd + 1, to);
            if (valueEnd < 0) {
                return bad("an SCGI name or value without its end");
            }
            if (nameEnd == name) {
                return bad("an SCGI value without a name");
            }
            if (vars.size() == 2 * connection.maxVars()) {
                return new Decoded.Malformed(431, "max vec size reached. skip this var.");
            }
            vars.add(block, name, nameEnd - name, block, nameEnd + 1, valueEnd - nameEnd - 1);
            name = valueEnd + 1;
        }
        headRequest = vars.get("REQUEST_METHOD", "").equals("HEAD");
        protocol = protocolOf(vars);
        int length = vars.indexOf("CONTENT_LENGTH");
        long contentLength = length < 0 ? 0 : vars.leadingNumber(length);
        if (contentLength == Long.MAX_VALUE) {
            return new Decoded.Malformed(413, "Invalid (too big) CONTENT_LENGTH. skip.");
        }
        return new Decoded.Parsed(
                new RequestHead(vars, options.modifier1(), options.modifier2(), contentLength, false));
    }

    private static byte[] protocolOf(RequestVars vars) {
        int index = vars.indexOf("SERVER_PROTOCOL");
        byte[] value = index < 0 ? DEFAULT_PROTOCOL : vars.valueBytes(index);
        for (byte b : value) {
            if (b <= ' ' || b == 0x7F) {
                return DEFAULT_PROTOCOL;
            }
        }
        return value.length == 0 ? DEFAULT_PROTOCOL : value;
    }

    @Override
    public BodyPart decodeBody(ByteBuffer in) {
        return BodyPart.End.INSTANCE;
    }

    @Override
    public ResponseFraming respond(ResponseHead response) {
        HeadWriter writer = HeadWriter.forHead(response, 16);
        statusLine(writer, response.status(), response.reason());
        ByteBuffer head = writer.headers(response.headers()).newLine().toBuffer();
        return new ClosingResponse(head, response.canHaveBody(headRequest));
    }

    @Override
    public ByteBuffer refuse(int status) {
        HeadWriter writer = new HeadWriter(160);
        statusLine(writer, status, null);
        return writer.refusal(status, !headRequest).toBuffer();
    }

    private void statusLine(HeadWriter writer, int status, @Nullable String reason) {
        if (nph) {
            writer.raw(protocol).text(" ");
        } else {
            writer.raw(STATUS);
        }
        writer.status(status, reason);
    }

    private Decoded.Malformed tooLarge(String size) {
        return new Decoded.Malformed(
                431, "invalid SCGI request size: " + size + " (max " + connection.bufferSize() + ")...skip");
    }

    private static Decoded.Malformed bad(String reason) {
        return new Decoded.Malformed(400, reason);
    }

    private static int findNul(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
