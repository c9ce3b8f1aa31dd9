package org.jwsgi.api.request;

import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request. Only the request's thread may read it. A read waits up to {@code socket-timeout} for bytes;
 * a client that stays silent or leaves raises an {@link IOException}.
 */
public abstract class RequestBody extends InputStream {
    /** Returns the declared length in bytes, or -1 when it is not known. */
    public abstract long length();

    /** Returns how many bytes have been read so far. */
    public abstract long position();

    /**
     * Continues reading at an absolute position.
     *
     * @throws IOException when the body is not buffered ({@code post-buffering}) and so cannot be read again
     */
    public abstract void seek(long position) throws IOException;

    /**
     * Reads one line with its line feed.
     *
     * @param limit the largest number of bytes to return; 0 for no limit
     * @return the bytes, empty at the end of the body
     */
    public abstract byte[] readLine(int limit) throws IOException;
}
