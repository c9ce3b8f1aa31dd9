package org.jwsgi.api.protocol;

import java.nio.ByteBuffer;

/**
 * How one response is put into bytes. The kernel sends {@link #head()}, then each piece of the body between {@link
 * #prefix} and {@link #suffix}, then {@link #end}. Used by one thread at a time.
 */
public interface ResponseFraming {
    /** Returns the bytes before the body. */
    ByteBuffer head();

    /** Tells whether body bytes may be sent at all (not for HEAD, 204 or 304). The kernel drops them otherwise. */
    boolean hasBody();

    /** Returns the largest piece of body that one frame can hold. */
    default int maxFrame() {
        return Integer.MAX_VALUE;
    }

    /**
     * Returns how many body bytes may be sent, which is the announced length where there is one. The kernel drops what the
     * application writes beyond it: on a kept connection it would be taken for the next response.
     */
    default long bodyLimit() {
        return Long.MAX_VALUE;
    }

    /** Returns the bytes before a piece of the body, empty when pieces are not framed. */
    default ByteBuffer prefix(int length) {
        return EMPTY;
    }

    /** Returns the bytes after a piece of the body. */
    default ByteBuffer suffix(int length) {
        return EMPTY;
    }

    /**
     * Returns the bytes after the body.
     *
     * @param bodyBytes how many body bytes the application wrote
     */
    ByteBuffer end(long bodyBytes);

    /**
     * Tells whether the connection can serve another request after {@link #end}. Asked when the response is complete; a
     * body shorter than its announced length must answer false.
     *
     * @param bodyBytes how many body bytes the application wrote
     */
    boolean keepsConnection(long bodyBytes);

    /** No bytes. */
    ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();
}
