package org.jwsgi.api.log;

/** Changes log lines on their way to a logger. */
@FunctionalInterface
public interface LogEncoder {
    /**
     * Returns what the logger, or the next encoder, shall get. Runs in: the process that reads the log. Thread: that of
     * the logger, one at a time. Must not fail, whatever the line holds.
     */
    LogLine encode(LogLine line);
}
