package org.jwsgi.api.protocol;

import java.nio.ByteBuffer;

/** What a codec made of the bytes it was given. */
public sealed interface Decoded {
    /** The head is not complete yet. */
    record NeedMore() implements Decoded {
        /** The only instance anybody needs. */
        public static final NeedMore INSTANCE = new NeedMore();
    }

    /**
     * A complete request head.
     *
     * @param head the request
     */
    record Parsed(RequestHead head) implements Decoded {}

    /**
     * Not a request of this protocol, or one that must be refused. The kernel answers with {@link
     * ConnectionCodec#refuse}, logs one line and closes.
     *
     * @param status the HTTP status to refuse with
     * @param reason for the log: one line, lower case
     */
    record Malformed(int status, String reason) implements Decoded {}

    /**
     * A message that the protocol answers by itself, such as uwsgi's ping. Nothing is counted or logged.
     *
     * @param reply the bytes to send
     * @param close whether to close the connection afterwards
     */
    record Answered(ByteBuffer reply, boolean close) implements Decoded {}
}
