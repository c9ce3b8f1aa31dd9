package org.jwsgi.kernel.request;

import java.time.Duration;

/**
 * How long a connection may stay silent, in nanoseconds.
 *
 * @param io {@code socket-timeout}: the wait for bytes of a head or body, or for room to write
 * @param idle how long a kept connection may wait for its next request. 75 s, which outlasts the 60 s for which front
 *     servers such as nginx pool connections by default: the front then closes first and no request meets a connection
 *     that is just being closed. An idle connection costs no core and no buffer.
 * @param linger how long the rest of what a refused client sends is taken in, so that it can read the refusal
 * @param drainGrace how long an idle connection may still bring a request while the worker stops
 */
record RequestTimeouts(long io, long idle, long linger, long drainGrace) {
    private static final long SECOND = 1_000_000_000L;

    static RequestTimeouts of(Duration socketTimeout) {
        long io = Math.max(1, socketTimeout.toNanos());
        return new RequestTimeouts(io, Math.max(io, 75 * SECOND), 2 * SECOND, SECOND / 2);
    }

    /** Returns for how long at most a refused client that does not stop sending is listened to. */
    long wholeLinger() {
        return 15 * linger;
    }

    /** Returns the time for a whole head: a client that trickles bytes gets a few waits, not endless ones. */
    long wholeHead() {
        return 4 * io;
    }
}
