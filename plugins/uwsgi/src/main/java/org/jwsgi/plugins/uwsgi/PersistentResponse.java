package org.jwsgi.plugins.uwsgi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.HeadWriter;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;

/**
 * A response after which the connection is kept if its length was announced and is right.
 *
 * @param head the bytes before the body
 * @param hasBody whether body bytes may be sent
 * @param announced the announced length, or -1
 * @param keepAlive whether the kernel could serve another request
 */
record PersistentResponse(ByteBuffer head, boolean hasBody, long announced, boolean keepAlive)
        implements ResponseFraming {
    private static final int MAX_LENGTH_DIGITS = 18;

    /** Ends a head, with the length if the application did not give it. */
    static PersistentResponse of(HeadWriter writer, ResponseHead response, boolean hasBody) {
        String length = response.header("Content-Length");
        long announced = length == null ? -1 : parse(length);
        if (length == null && hasBody && response.bodyLength() >= 0) {
            announced = response.bodyLength();
            writer.text("Content-Length: ").number(announced).newLine();
        }
        return new PersistentResponse(writer.newLine().toBuffer(), hasBody, announced, response.keepAlive());
    }

    private static long parse(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }

    @Override
    public long bodyLimit() {
        return announced < 0 ? Long.MAX_VALUE : announced;
    }

    @Override
    public ByteBuffer end(long bodyBytes) {
        return EMPTY;
    }

    @Override
    public boolean keepsConnection(long bodyBytes) {
        return keepAlive && (!hasBody || announced == bodyBytes);
    }
}
