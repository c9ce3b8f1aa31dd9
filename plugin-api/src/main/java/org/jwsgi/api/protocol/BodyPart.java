package org.jwsgi.api.protocol;

/** What a codec found where it looked for a piece of the body. */
public sealed interface BodyPart {
    /** No body byte can be told yet. Framing bytes before the buffer's position have been consumed. */
    record NeedMore() implements BodyPart {
        /** The only instance anybody needs. */
        public static final NeedMore INSTANCE = new NeedMore();
    }

    /**
     * Body bytes begin at the buffer's position. The kernel consumes them; the codec counts them as consumed.
     *
     * @param length how many, at least 1 and at most the bytes that remain in the buffer
     */
    record Data(int length) implements BodyPart {}

    /** The body is complete; the position is behind its last framing byte. */
    record End() implements BodyPart {
        /** The only instance anybody needs. */
        public static final End INSTANCE = new End();
    }

    /**
     * The framing is broken.
     *
     * @param status the HTTP status to refuse with, when the response has not begun
     * @param reason for the log: one line, lower case
     */
    record Malformed(int status, String reason) implements BodyPart {}
}
