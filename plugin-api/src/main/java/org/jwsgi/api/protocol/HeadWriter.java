package org.jwsgi.api.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.Header;

/**
 * Collects the bytes of a response's head. Text is sent as UTF-8, as request variables are read. One thread; one
 * writer for one head.
 */
public final class HeadWriter {
    private static final byte[] SPACE = {' '};
    private static final byte[] COLON = {':', ' '};

    private byte[] bytes;
    private int used;

    /** Creates a writer with room for some bytes; it grows when needed. */
    public HeadWriter(int expectedBytes) {
        this.bytes = new byte[Math.max(32, expectedBytes)];
    }

    /** Creates a writer with room for a head and some bytes more. */
    public static HeadWriter forHead(ResponseHead head, int more) {
        int room = more + 64;
        List<Header> headers = head.headers();
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            room += header.name().length() + header.value().length() + 4;
        }
        return new HeadWriter(room);
    }

    /** Appends bytes. */
    public HeadWriter raw(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, used, source.length);
        used += source.length;
        return this;
    }

    /** Appends text as UTF-8. */
    public HeadWriter text(String text) {
        int length = text.length();
        reserve(length);
        byte[] target = bytes;
        int at = used;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return raw(text.getBytes(UTF_8));
            }
            target[at + i] = (byte) c;
        }
        used = at + length;
        return this;
    }

    /** Appends a number that is not negative in decimal digits. */
    public HeadWriter number(long number) {
        reserve(20);
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int at = used + digits - 1; at >= used; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += digits;
        return this;
    }

    /**
     * Appends a status and its phrase, {@code 200 OK}, with the line's end.
     *
     * @param reason the phrase, or null for the standard one
     */
    public HeadWriter status(int status, @Nullable String reason) {
        if (reason == null && StatusReason.hasLine(status)) {
            raw(StatusReason.line(status));
        } else {
            number(status).raw(SPACE).text(reason == null ? StatusReason.of(status) : reason);
        }
        return newLine();
    }

    /** Appends a header line. */
    public HeadWriter header(String name, String value) {
        text(name).raw(COLON).text(value);
        return newLine();
    }

    /** Appends every header of a list. */
    public HeadWriter headers(List<Header> headers) {
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            header(header.name(), header.value());
        }
        return this;
    }

    /** Appends CR and LF, which also end the head. */
    public HeadWriter newLine() {
        reserve(2);
        bytes[used++] = '\r';
        bytes[used++] = '\n';
        return this;
    }

    /**
     * Appends the rest of a complete refusal behind its status line: the connection's end, and the status' phrase as a
     * plain text body.
     *
     * @param withBody whether to send the body's bytes; false answers a HEAD request
     */
    public HeadWriter refusal(int status, boolean withBody) {
        String phrase = StatusReason.of(status);
        header("Connection", "close").header("Content-Type", "text/plain");
        text("Content-Length: ").number(phrase.length()).newLine();
        return withBody ? newLine().text(phrase) : newLine();
    }

    /** Returns the number of bytes so far. */
    public int size() {
        return used;
    }

    /** Returns the bytes as a buffer over the writer's own array; nothing may be appended afterwards. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, used);
    }

    private void reserve(int more) {
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
        }
    }
}
