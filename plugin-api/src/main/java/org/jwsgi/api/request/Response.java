package org.jwsgi.api.request;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request. Runs in: WORKER, on the request's thread. Status and headers are sent with the first
 * bytes of the body, on {@link #flush()}, or when the handler returns. Writing blocks while the client reads slower
 * than the application writes, for up to {@code socket-timeout} without progress.
 */
public interface Response {
    /**
     * Sets the status.
     *
     * @param code 100 to 999
     * @param reason the phrase, or null for the standard one
     * @throws IllegalStateException when the headers have been sent
     */
    void status(int code, @Nullable String reason);

    /** Returns the status, 0 while none has been set. */
    int status();

    /**
     * Appends a header.
     *
     * @throws IllegalArgumentException when name or value contain a character that would break the framing (CR, LF,
     *     NUL, or a name that is no token)
     * @throws IllegalStateException when the headers have been sent
     */
    void header(String name, String value);

    /** Removes every header of this name, ignoring case. Returns whether there was one. */
    boolean removeHeader(String name);

    /** Returns the headers so far, in order, as an unmodifiable view. */
    List<Header> headers();

    /** Tells whether status and headers have been handed to the connection and can no longer change. */
    boolean committed();

    /** Writes body bytes. The array may be reused after the call. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Writes body bytes. */
    default void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    /**
     * Writes a part of a file, without copying it through the process where the connection allows.
     *
     * @param file an open channel; the caller closes it after the call
     */
    void write(FileChannel file, long offset, long length) throws IOException;

    /** Sends what is buffered, headers included. */
    void flush() throws IOException;

    /** Returns the body bytes written so far. */
    long bodyBytes();
}
