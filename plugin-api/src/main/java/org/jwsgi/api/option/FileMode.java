package org.jwsgi.api.option;

/**
 * Permission bits of a file.
 *
 * @param bits the bits, 0 to 07777
 */
public record FileMode(int bits) {
    /** Rejects bits that are no permissions. */
    public FileMode {
        if (bits < 0 || bits > 0b111_111_111_111) {
            throw new IllegalArgumentException("not a file mode");
        }
    }
}
