package org.jwsgi.api.protocol;

import java.nio.ByteBuffer;

/**
 * The protocol state of one connection. The kernel calls it from one thread at a time, never concurrently: the
 * decode methods on the I/O thread or on the core that served the connection last, {@link #respond} on the request's
 * thread between the {@link Decoded.Parsed} of its request and the end of its response. No method may block or keep a
 * buffer it was given. Buffers given to the decode methods have an array, and their first byte is the array's first.
 *
 * <p>The order is: {@code decode} until it returns a head; {@code decodeBody} until the body's end if the head asks for
 * it; {@code respond}; and again if the framing keeps the connection.
 */
public interface ConnectionCodec {
    /**
     * Reads the head of the next request.
     *
     * @param in the bytes received and not consumed yet. On {@link Decoded.NeedMore} the unconsumed rest (from the
     *     position that the codec leaves) is offered again with more behind it; the codec may remember how far it looked.
     *     On {@link Decoded.Parsed} the position must be behind the head.
     */
    Decoded decode(ByteBuffer in);

    /**
     * Reads a piece of a body whose end only the protocol knows; called only after a head with {@link
     * RequestHead#framedBody()}.
     *
     * @param in as for {@link #decode}
     */
    BodyPart decodeBody(ByteBuffer in);

    /** Returns how the response to the last head is put into bytes. */
    ResponseFraming respond(ResponseHead response);

    /**
     * Returns the bytes of a complete refusal, after which the kernel closes the connection: for a malformed or oversized
     * request, a timeout, or an overload.
     *
     * @param status the HTTP status, 400 to 599
     * @return the bytes, or an empty buffer when the protocol has no way to say it
     */
    ByteBuffer refuse(int status);

    /** Returns the bytes that invite the client to send its body, empty when it does not wait for an invitation. */
    default ByteBuffer continueBytes() {
        return ByteBuffer.allocate(0);
    }

    /**
     * Returns how many seconds a kept connection may be idle before the next request begins; 0 leaves it to the kernel.
     */
    default int idleSeconds() {
        return 0;
    }
}
