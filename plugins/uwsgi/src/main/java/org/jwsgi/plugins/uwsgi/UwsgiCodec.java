package org.jwsgi.plugins.uwsgi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;
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
 * The uwsgi protocol on one connection: a header of four bytes (modifier1, the block's size in two bytes, low byte first,
 * modifier2), the block, and the body. The response is that of HTTP.
 *
 * <p>The format is described in uWSGI's documentation, "The uwsgi Protocol"; limits and log lines are those of uWSGI
 * 2.0.21.
 */
final class UwsgiCodec implements ConnectionCodec {
    private static final int HEADER_SIZE = 4;
    private static final int PING = 100;
    private static final int PONG = 1;
    /** Requests for languages have smaller numbers; the blocks of larger ones need not hold variables. */
    private static final int LAST_REQUEST_MODIFIER = 30;

    private static final byte[] DEFAULT_PROTOCOL = ascii("HTTP/1.0");
    private static final byte[] STATUS = ascii("Status: ");
    private static final byte[] HEAD = ascii("HEAD");
    private static final byte[] REQUEST_METHOD = ascii("REQUEST_METHOD");
    private static final byte[] CONTENT_LENGTH = ascii("CONTENT_LENGTH");
    private static final byte[] SERVER_PROTOCOL = ascii("SERVER_PROTOCOL");

    private final ConnectionInfo connection;
    private final boolean cgiMode;
    private final boolean persistent;
    private final IntConsumer signals;

    private byte[] protocol = DEFAULT_PROTOCOL;
    private boolean headRequest;
    private long contentLength;

    /**
     * Creates the codec of a connection.
     *
     * @param cgiMode whether responses begin with {@code Status:}
     * @param persistent whether the connection may serve several requests
     * @param signals raises a uWSGI signal, without waiting
     */
    UwsgiCodec(ConnectionInfo connection, boolean cgiMode, boolean persistent, IntConsumer signals) {
        this.connection = connection;
        this.cgiMode = cgiMode;
        this.persistent = persistent;
        this.signals = signals;
    }

    @Override
    public Decoded decode(ByteBuffer in) {
        if (in.remaining() < HEADER_SIZE) {
            return Decoded.NeedMore.INSTANCE;
        }
        int start = in.position();
        int modifier1 = in.get(start) & 0xFF;
        int size = in.get(start + 1) & 0xFF | (in.get(start + 2) & 0xFF) << 8;
        int modifier2 = in.get(start + 3) & 0xFF;
        if (size > connection.bufferSize()) {
            return new Decoded.Malformed(
                    431, "invalid request block size: " + size + " (max " + connection.bufferSize() + ")...skip");
        }
        if (in.remaining() < HEADER_SIZE + size) {
            return Decoded.NeedMore.INSTANCE;
        }
        in.position(start + HEADER_SIZE + size);
        if (modifier1 == PING) {
            return pong(modifier2);
        }
        if (modifier1 == SignalPackets.MODIFIER1 && signals != SignalPackets.NONE) {
            signals.accept(modifier2);
            return new Decoded.Answered(SignalPackets.taken(), !persistent);
        }
        if (in.hasArray()) {
            return readBlock(modifier1, modifier2, in.array(), in.arrayOffset() + start + HEADER_SIZE, size);
        }
        byte[] block = new byte[size];
        in.get(start + HEADER_SIZE, block);
        return readBlock(modifier1, modifier2, block, 0, size);
    }

    /** Answers a ping with a pong without a warning; a pong is nothing to answer. */
    private Decoded pong(int modifier2) {
        ByteBuffer reply = modifier2 == PONG ? ResponseFraming.EMPTY : ByteBuffer.wrap(new byte[] {PING, 0, 0, PONG});
        return new Decoded.Answered(reply, !persistent);
    }

    private Decoded readBlock(int modifier1, int modifier2, byte[] block, int from, int size) {
        protocol = DEFAULT_PROTOCOL;
        headRequest = false;
        contentLength = 0;
        RequestVars vars = new RequestVars(size + 128);
        Decoded.@Nullable Malformed refusal = readVars(vars, block, from, from + size);
        if (refusal == null) {
            return new Decoded.Parsed(new RequestHead(vars, modifier1, modifier2, contentLength, false));
        }
        if (modifier1 > LAST_REQUEST_MODIFIER) {
            // Not a block of variables: the kernel will say that nobody handles this modifier.
            return new Decoded.Parsed(new RequestHead(new RequestVars(0), modifier1, modifier2, 0, false));
        }
        return refusal;
    }

    private Decoded.@Nullable Malformed readVars(RequestVars vars, byte[] block, int from, int to) {
        int at = from;
        while (at < to) {
            if (to - at < 2) {
                return invalid(to - at);
            }
            int nameSize = shortAt(block, at);
            int name = at + 2;
            if (nameSize == 0) {
                return new Decoded.Malformed(400, "uwsgi key cannot be null. skip this var.");
            }
            if (to - name < nameSize + 2) {
                return invalid(nameSize);
            }
            int valueSize = shortAt(block, name + nameSize);
            int value = name + nameSize + 2;
            if (to - value < valueSize) {
                return invalid(valueSize);
            }
            if (vars.size() == 2 * connection.maxVars()) {
                return new Decoded.Malformed(431, "max vec size reached. skip this var.");
            }
            vars.add(block, name, nameSize, block, value, valueSize);
            note(vars, block, name, nameSize, value, valueSize);
            at = value + valueSize;
        }
        if (contentLength == Long.MAX_VALUE) {
            return new Decoded.Malformed(413, "Invalid (too big) CONTENT_LENGTH. skip.");
        }
        return null;
    }

    /** Keeps what decides about the body and the response; the variables will belong to the application. */
    private void note(RequestVars vars, byte[] block, int name, int nameSize, int value, int valueSize) {
        if (is(block, name, nameSize, CONTENT_LENGTH)) {
            contentLength = vars.leadingNumber(vars.size() - 1);
        } else if (is(block, name, nameSize, REQUEST_METHOD)) {
            headRequest = is(block, value, valueSize, HEAD);
        } else if (is(block, name, nameSize, SERVER_PROTOCOL)) {
            protocol = isPlain(block, value, valueSize)
                    ? Arrays.copyOfRange(block, value, value + valueSize)
                    : DEFAULT_PROTOCOL;
        }
    }

    @Override
    public BodyPart decodeBody(ByteBuffer in) {
        return BodyPart.End.INSTANCE;
    }

    @Override
    public ResponseFraming respond(ResponseHead response) {
        boolean hasBody = response.canHaveBody(headRequest);
        HeadWriter writer = HeadWriter.forHead(response, 32);
        statusLine(writer, response.status(), response.reason());
        writer.headers(response.headers());
        if (!persistent) {
            return new ClosingResponse(writer.newLine().toBuffer(), hasBody);
        }
        return PersistentResponse.of(writer, response, hasBody);
    }

    @Override
    public ByteBuffer refuse(int status) {
        HeadWriter writer = new HeadWriter(160);
        statusLine(writer, status, null);
        return writer.refusal(status, !headRequest).toBuffer();
    }

    private void statusLine(HeadWriter writer, int status, @Nullable String reason) {
        if (cgiMode) {
            writer.raw(STATUS);
        } else {
            writer.raw(protocol).text(" ");
        }
        writer.status(status, reason);
    }

    private static Decoded.Malformed invalid(int size) {
        return new Decoded.Malformed(400, "invalid uwsgi request (current strsize: " + size + "). skip.");
    }

    private static int shortAt(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    private static boolean is(byte[] bytes, int from, int size, byte[] word) {
        return size == word.length && Arrays.equals(bytes, from, from + size, word, 0, size);
    }

    /** Tells whether bytes can be the protocol in a status line. */
    private static boolean isPlain(byte[] bytes, int from, int size) {
        for (int i = from; i < from + size; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7F) {
                return false;
            }
        }
        return size > 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
