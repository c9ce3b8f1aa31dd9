package org.jwsgi.plugins.fastcgi;

import java.nio.ByteBuffer;
import org.jwsgi.api.protocol.HeadWriter;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;

/**
 * A response in STDOUT records: one or more for the head, one for each piece of the body, an empty one, END_REQUEST.
 *
 * @param id the request's id
 * @param head the head in its records
 * @param hasBody whether body bytes may be sent
 * @param kept whether the connection is kept
 */
record FastcgiResponse(int id, ByteBuffer head, boolean hasBody, boolean kept) implements ResponseFraming {
    /** Begins a head with room for the header of its record. */
    static HeadWriter begin(ResponseHead response) {
        return HeadWriter.forHead(response, 128).raw(new byte[Records.HEADER_SIZE]);
    }

    /** Puts a head that {@link #begin} began into records. */
    static ByteBuffer frame(HeadWriter writer, int id) {
        ByteBuffer framed = writer.toBuffer();
        int content = framed.remaining() - Records.HEADER_SIZE;
        if (content <= Records.MAX_CONTENT) {
            Records.putHeader(framed, 0, Records.STDOUT, id, content);
            return framed;
        }
        int records = (content + Records.MAX_CONTENT - 1) / Records.MAX_CONTENT;
        ByteBuffer split = ByteBuffer.allocate(content + records * Records.HEADER_SIZE);
        for (int at = Records.HEADER_SIZE; at < framed.limit(); at += Records.MAX_CONTENT) {
            int length = Math.min(Records.MAX_CONTENT, framed.limit() - at);
            Records.putHeader(split, split.position(), Records.STDOUT, id, length);
            split.position(split.position() + Records.HEADER_SIZE);
            split.put(framed.slice(at, length));
        }
        return split.flip();
    }

    /** Returns the records that end a response. */
    static ByteBuffer end(int id) {
        ByteBuffer end = ByteBuffer.allocate(3 * Records.HEADER_SIZE);
        Records.putHeader(end, 0, Records.STDOUT, id, 0);
        Records.putEnd(end, Records.HEADER_SIZE, id, Records.REQUEST_COMPLETE);
        return end;
    }

    @Override
    public int maxFrame() {
        return Records.MAX_CONTENT;
    }

    @Override
    public ByteBuffer prefix(int length) {
        if (length == 0) {
            return EMPTY;
        }
        ByteBuffer header = ByteBuffer.allocate(Records.HEADER_SIZE);
        Records.putHeader(header, 0, Records.STDOUT, id, length);
        return header;
    }

    @Override
    public ByteBuffer end(long bodyBytes) {
        return end(id);
    }

    @Override
    public boolean keepsConnection(long bodyBytes) {
        return kept;
    }
}
