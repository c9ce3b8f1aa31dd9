package org.jwsgi.api.option;

/**
 * An amount of memory or data.
 *
 * @param bytes the amount in bytes, not negative
 */
public record ByteSize(long bytes) {
    /** Rejects a negative amount. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative");
        }
    }
}
