package org.jwsgi.api.log;

import java.io.IOException;

/**
 * A logger: a place that log lines go to. Runs in: the process that reads the log, which is the master.
 *
 * <p>Except for {@link #open}, one thread that belongs to this sink alone calls it, so it may block: neither workers nor
 * the master nor other loggers wait for it. Lines queue up meanwhile, up to a limit; what does not fit is dropped and
 * counted.
 */
public interface LogSink extends AutoCloseable {
    /**
     * Opens what must be there from the start. Main thread, before privileges are dropped. A target that may come later,
     * such as a server, is better connected by the first {@link #write}.
     *
     * @throws IOException when the instance must not start like this; the message says why, in lower case
     */
    default void open() throws IOException {}

    /**
     * Writes a line. After a failure the same line is tried again later, with growing pauses, so a sink that lost its
     * target connects again here. Must not fail because of what the line holds: the line would stay first forever.
     *
     * @throws IOException when the target cannot take it now; the message says why, in lower case
     */
    void write(LogLine line) throws IOException;

    /**
     * Opens the target again, because another program has moved it away ({@code touch-logreopen}).
     *
     * @throws IOException when it cannot be opened; the sink goes on with the one before
     */
    default void reopen() throws IOException {}

    /**
     * Puts the target away and begins a new one ({@code touch-logrotate}).
     *
     * @throws IOException when it cannot; the sink goes on with the one before
     */
    default void rotate() throws IOException {}

    /** Lets go of the target. Idempotent; also called when {@link #open} has failed or was not called. */
    @Override
    void close();
}
