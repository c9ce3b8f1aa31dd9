package org.jwsgi.kernel.request;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once in a worker's life when an application reads a large body into memory at once ({@code body-read-warning}).
 * Runs in: WORKER; safe on any thread.
 */
final class BodyWarning {
    private static final Logger LOG = LoggerFactory.getLogger(BodyWarning.class);

    private final long threshold;
    private final AtomicBoolean given = new AtomicBoolean();

    /**
     * Creates the warning.
     *
     * @param threshold from how many bytes on, 0 for never
     */
    BodyWarning(long threshold) {
        this.threshold = threshold;
    }

    /** Looks at bytes that an application got in one piece, and returns them. */
    byte[] check(byte[] piece) {
        if (threshold > 0 && piece.length > threshold && given.compareAndSet(false, true)) {
            LOG.warn(
                    "you are reading {} MB of a request body into memory; read it in pieces to save memory",
                    piece.length >> 20);
        }
        return piece;
    }

    boolean given() {
        return given.get();
    }
}
