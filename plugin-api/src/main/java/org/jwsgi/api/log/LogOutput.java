package org.jwsgi.api.log;

import java.io.Closeable;
import java.io.IOException;

/** Something open that log lines are written to. One thread at a time. */
public interface LogOutput extends Closeable {
    /**
     * Writes all of some bytes, with one system call where it can.
     *
     * @throws IOException when it cannot; how many bytes are written is unknown then
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Closes it. Idempotent. */
    @Override
    void close();
}
