package org.jwsgi.kernel.supervise;

import java.util.OptionalLong;

/** Keeps a line of the log that somebody else can cause without end to one in a second. Safe on any thread. */
public final class SeldomLine {
    private static final long SECOND_MILLIS = 1000;

    private boolean written;
    private long writtenAt;
    private long kept;

    /** Creates it; the first line may be written. */
    public SeldomLine() {}

    /**
     * Tells whether the line may be written now, and if so, how many were not since the last that was.
     *
     * @param millis the time, from whatever origin
     */
    public synchronized OptionalLong passes(long millis) {
        if (written && millis - writtenAt < SECOND_MILLIS) {
            kept++;
            return OptionalLong.empty();
        }
        long before = kept;
        written = true;
        writtenAt = millis;
        kept = 0;
        return OptionalLong.of(before);
    }
}
