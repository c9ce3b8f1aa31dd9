package org.jwsgi.api.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response for tests of languages. It keeps what it is given, in the order in which a client would see it. */
public final class FakeResponse implements Response {
    private final List<Header> headers = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<String> calls = new ArrayList<>();
    private int status;
    private @Nullable String reason;
    private boolean committed;

    @Override
    public void status(int code, @Nullable String phrase) {
        requireUncommitted();
        this.status = code;
        this.reason = phrase;
    }

    @Override
    public int status() {
        return status;
    }

    /** Returns the reason phrase, or null for the standard one. */
    public @Nullable String reason() {
        return reason;
    }

    @Override
    public void header(String name, String value) {
        requireUncommitted();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("a header value cannot contain a line break");
            }
        }
        headers.add(new Header(name, value));
    }

    @Override
    public boolean removeHeader(String name) {
        return headers.removeIf(header -> header.name().equalsIgnoreCase(name));
    }

    @Override
    public List<Header> headers() {
        return Collections.unmodifiableList(headers);
    }

    @Override
    public boolean committed() {
        return committed;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        committed = true;
        calls.add("write " + length);
        body.write(bytes, offset, length);
    }

    @Override
    public void write(FileChannel file, long offset, long length) throws IOException {
        committed = true;
        calls.add("file " + offset + " " + length);
        ByteBuffer buffer = ByteBuffer.allocate((int) length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        body.writeBytes(buffer.array());
    }

    @Override
    public void flush() {
        committed = true;
        calls.add("flush");
    }

    @Override
    public long bodyBytes() {
        return body.size();
    }

    /** Returns the body as UTF-8 text. */
    public String text() {
        return body.toString(UTF_8);
    }

    /** Returns the body. */
    public byte[] bytes() {
        return body.toByteArray();
    }

    /** Returns the calls that sent something: {@code write LENGTH}, {@code file OFFSET LENGTH}, {@code flush}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    private void requireUncommitted() {
        if (committed) {
            throw new IllegalStateException("the headers have been sent");
        }
    }
}
