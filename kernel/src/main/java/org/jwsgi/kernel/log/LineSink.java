package org.jwsgi.kernel.log;

/**
 * Where finished log lines go. The loggers that route, encode and forward lines implement it. Called on any thread of
 * any process.
 */
public interface LineSink {
    /**
     * Takes over one event, a line or several, newline included. Never throws: what cannot be written is lost and
     * counted. The array may be reused after the call.
     */
    void write(byte[] bytes, int offset, int length);
}
