package org.jwsgi.api.supervisor;

import java.util.function.Consumer;

/** A pair of connected stream sockets: one end is this process', the other a program's. Loop. */
public interface Wire extends AutoCloseable {
    /** Returns the descriptor of the program's end. */
    int far();

    /** Closes the program's end here, once the program has its copy. */
    void closeFar();

    /**
     * Begins to listen.
     *
     * @param bytes takes what arrives, on the loop; an empty array tells of the end, after which nothing comes
     */
    void listen(Consumer<byte[]> bytes);

    /**
     * Sends bytes without waiting.
     *
     * @return false when the other end is closed, or has not taken so much that these do not fit
     */
    boolean send(byte[] bytes);

    /** Closes both ends. Idempotent. */
    @Override
    void close();
}
