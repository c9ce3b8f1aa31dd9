package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jwsgi.api.log.LogLine;

/**
 * Makes events of the bytes that come out of the log's socket. Everybody may write there, so the frame is the line. What
 * jwsgi's own processes write may be more than a line: then the line begins with {@link #EVENT} and {@link #BREAK} stands
 * for the line feeds inside. {@link #REQUEST} begins a request line that has a logger of its own. Belongs to the reading
 * thread.
 */
final class LogFraming {
    /** Begins an event of several lines. */
    static final byte EVENT = 0x1d;
    /** Begins a line of the request log. */
    static final byte REQUEST = 0x1e;
    /** A line feed inside an event. */
    static final byte BREAK = 0x1f;

    private final int limit;
    private final Consumer<LogLine> events;
    private byte[] rest = new byte[256];
    private int restLength;

    /**
     * Creates a framing.
     *
     * @param limit the most bytes of one event
     * @param events takes the events
     */
    LogFraming(int limit, Consumer<LogLine> events) {
        this.limit = limit;
        this.events = events;
    }

    /** Takes bytes that were read. */
    void accept(MemorySegment buffer, int length, long micros) {
        byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                take(bytes, start, i + 1 - start, micros);
                start = i + 1;
            }
        }
        keep(bytes, start, length - start, micros);
    }

    /** Tells whether the beginning of a line waits for its end. */
    boolean hasRest() {
        return restLength > 0;
    }

    /** Passes on the beginning of a line whose end does not come. */
    void flush(long micros) {
        if (restLength > 0) {
            emit(Arrays.copyOf(rest, restLength), micros);
            restLength = 0;
        }
    }

    private void take(byte[] bytes, int offset, int length, long micros) {
        if (restLength > 0) {
            keep(bytes, offset, length, micros);
            flush(micros);
        } else {
            cut(Arrays.copyOfRange(bytes, offset, offset + length), micros);
        }
    }

    private void keep(byte[] bytes, int offset, int length, long micros) {
        while (length > 0) {
            int room = Math.min(length, limit - restLength);
            if (restLength + room > rest.length) {
                rest = Arrays.copyOf(rest, Math.max(rest.length * 2, restLength + room));
            }
            System.arraycopy(bytes, offset, rest, restLength, room);
            restLength += room;
            offset += room;
            length -= room;
            if (length > 0) {
                flush(micros);
            }
        }
    }

    private void cut(byte[] line, long micros) {
        for (int offset = 0; offset < line.length; offset += limit) {
            int end = Math.min(line.length, offset + limit);
            emit(offset == 0 && end == line.length ? line : Arrays.copyOfRange(line, offset, end), micros);
        }
    }

    private void emit(byte[] text, long micros) {
        boolean request = text[0] == REQUEST;
        if (text[0] == EVENT) {
            for (int i = 1; i < text.length; i++) {
                if (text[i] == BREAK) {
                    text[i] = '\n';
                }
            }
        }
        boolean marked = request || text[0] == EVENT;
        byte[] bytes = marked ? Arrays.copyOfRange(text, 1, text.length) : text;
        if (bytes.length > 0) {
            events.accept(new LogLine(bytes, micros, request));
        }
    }

    /** Returns an event as one line for the socket; events of one line are left alone. */
    static byte[] framed(byte[] bytes, int offset, int length) {
        int end = offset + length - 1; // the last line feed stays
        int inner = 0;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                inner++;
            }
        }
        if (inner == 0) {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }
        byte[] line = new byte[length + 1];
        line[0] = EVENT;
        System.arraycopy(bytes, offset, line, 1, length);
        for (int i = 1; i < length; i++) {
            if (line[i] == '\n') {
                line[i] = BREAK;
            }
        }
        return line;
    }

    /** Returns a request line for the socket. */
    static byte[] request(byte[] bytes, int offset, int length) {
        byte[] line = new byte[length + 1];
        line[0] = REQUEST;
        System.arraycopy(bytes, offset, line, 1, length);
        return line;
    }

    /** Returns a text as bytes of a line. */
    static byte[] line(String text) {
        return (text + "\n").getBytes(UTF_8);
    }
}
