package org.jwsgi.api.protocol;

import java.nio.ByteBuffer;

/**
 * A response whose body is not framed: it ends with its connection.
 *
 * @param head the bytes before the body
 * @param hasBody whether body bytes may be sent
 */
public record ClosingResponse(ByteBuffer head, boolean hasBody) implements ResponseFraming {
    @Override
    public ByteBuffer end(long bodyBytes) {
        return EMPTY;
    }

    @Override
    public boolean keepsConnection(long bodyBytes) {
        return false;
    }
}
