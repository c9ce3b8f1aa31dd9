package org.jwsgi.api.log;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One event of the instance's log: what a process wrote at once, usually a line with its line feed. Treat the bytes as
 * constant. Safe on any thread.
 *
 * @param bytes the text as it was written, or as the encoders before left it
 * @param micros when the master read it, in microseconds since the epoch
 * @param request whether it is a line of a request log of its own ({@code req-logger} and its like)
 */
@SuppressWarnings("ArrayRecordComponent") // one array on the way through a log is enough
public record LogLine(byte[] bytes, long micros, boolean request) {
    /** Returns the same event with other bytes. */
    public LogLine with(byte[] newBytes) {
        return new LogLine(newBytes, micros, request);
    }

    /** Returns the number of bytes before the line feed that ends it, or of all when there is none. */
    public int length() {
        return bytes.length > 0 && bytes[bytes.length - 1] == '\n' ? bytes.length - 1 : bytes.length;
    }

    /** Returns its text, the line feed included. */
    public String text() {
        return new String(bytes, UTF_8);
    }

    @Override
    public String toString() {
        return text();
    }
}
