package org.jwsgi.api.contract;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.BodyPart;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;

/**
 * Plays the kernel's part for one connection: feeds a codec bytes in given pieces, in the order and under the rules of
 * {@link ConnectionCodec}, and writes down what happened. Each request is answered with an empty 200.
 *
 * <p>It is as unkind as the kernel may be: each call gets a buffer of its own, whose bytes are overwritten when the
 * call returns.
 */
public final class ConnectionScript {
    /** What kind of buffer the codec is given; the kernel uses both. */
    public enum BufferShape {
        /** In an array, not at its beginning. */
        HEAP,
        /** Outside the heap, without an array. */
        DIRECT
    }

    private enum Phase {
        HEAD,
        BODY,
        CLOSED
    }

    private final ConnectionCodec codec;
    private final BufferShape shape;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private byte[] pending = new byte[0];
    private Phase phase = Phase.HEAD;
    private @Nullable RequestHead head;

    private ConnectionScript(ConnectionCodec codec, BufferShape shape) {
        this.codec = codec;
        this.shape = shape;
    }

    /**
     * Runs a connection to the end of its bytes.
     *
     * @return what happened, in order; an incomplete last request is not part of it
     * @throws AssertionError when the codec breaks a rule
     */
    public static List<Exchange> run(ConnectionCodec codec, BufferShape shape, List<byte[]> pieces) {
        ConnectionScript script = new ConnectionScript(codec, shape);
        for (byte[] piece : pieces) {
            script.receive(piece);
        }
        return List.copyOf(script.exchanges);
    }

    private void receive(byte[] piece) {
        int rest = pending.length;
        pending = Arrays.copyOf(pending, rest + piece.length);
        System.arraycopy(piece, 0, pending, rest, piece.length);
        boolean progress = true;
        while (progress && phase != Phase.CLOSED) {
            progress = phase == Phase.HEAD ? pending.length > 0 && readHead() : readBody();
        }
    }

    private boolean readHead() {
        int before = pending.length;
        Decoded decoded = offer(codec::decode);
        return switch (decoded) {
            case Decoded.NeedMore() -> false;
            case Decoded.Parsed(RequestHead parsed) -> {
                require(before > pending.length, "a parsed head must be consumed");
                require(parsed.contentLength() >= -1, "contentLength must be at least -1");
                require(parsed.contentLength() >= 0 || parsed.framedBody(), "an unknown length needs framedBody");
                head = parsed;
                body.reset();
                phase = Phase.BODY;
                yield true;
            }
            case Decoded.Malformed(int status, String reason) -> refuse(status, reason);
            case Decoded.Answered(ByteBuffer reply, boolean close) -> {
                require(close || before > pending.length, "an answered message must be consumed");
                exchanges.add(new Exchange.Answered(Exchange.text(bytesOf(reply)), close));
                phase = close ? Phase.CLOSED : Phase.HEAD;
                yield true;
            }
        };
    }

    private boolean readBody() {
        RequestHead current = requireHead();
        if (!current.framedBody()) {
            long missing = current.contentLength() - body.size();
            take((int) Math.min(missing, pending.length));
            return body.size() == current.contentLength() && finish(current);
        }
        BodyPart part = offer(codec::decodeBody);
        return switch (part) {
            case BodyPart.NeedMore() -> false;
            case BodyPart.Data(int length) -> {
                require(length >= 1 && length <= pending.length, "Data.length must be within the buffer");
                take(length);
                yield true;
            }
            case BodyPart.End() -> finish(current);
            case BodyPart.Malformed(int status, String reason) -> refuse(status, reason);
        };
    }

    private boolean finish(RequestHead current) {
        List<String> vars = new ArrayList<>();
        current.vars().forEach((name, value) -> vars.add(name + "=" + value));
        ResponseFraming framing = codec.respond(new ResponseHead(200, null, List.of(), 0, true));
        framing.head();
        framing.end(0);
        boolean kept = framing.keepsConnection(0);
        exchanges.add(new Exchange.Served(
                vars,
                current.modifier1(),
                current.modifier2(),
                current.contentLength(),
                Exchange.text(body.toByteArray()),
                kept));
        phase = kept ? Phase.HEAD : Phase.CLOSED;
        return true;
    }

    private boolean refuse(int status, String reason) {
        require(status >= 400 && status <= 599, "a refusal needs a status from 400 to 599, not " + status);
        require(!reason.isBlank() && reason.indexOf('\n') < 0, "a refusal needs a reason of one line");
        bytesOf(codec.refuse(status));
        exchanges.add(new Exchange.Refused(status));
        phase = Phase.CLOSED;
        return true;
    }

    private <T> T offer(Function<ByteBuffer, T> decoder) {
        int margin = 3;
        ByteBuffer whole = shape == BufferShape.HEAP
                ? ByteBuffer.allocate(pending.length + 2 * margin)
                : ByteBuffer.allocateDirect(pending.length + 2 * margin);
        ByteBuffer in = whole.slice(margin, pending.length);
        in.put(pending).flip();
        T result = decoder.apply(in);
        require(in.limit() == pending.length, "a codec must not move the buffer's limit");
        pending = Arrays.copyOfRange(pending, in.position(), pending.length);
        for (int i = 0; i < whole.capacity(); i++) {
            whole.put(i, (byte) 0xEE);
        }
        return result;
    }

    private void take(int length) {
        body.write(pending, 0, length);
        pending = Arrays.copyOfRange(pending, length, pending.length);
    }

    private RequestHead requireHead() {
        if (head == null) {
            throw new AssertionError("no request has begun");
        }
        return head;
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new AssertionError(rule);
        }
    }
}
