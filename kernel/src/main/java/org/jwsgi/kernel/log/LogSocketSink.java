package org.jwsgi.kernel.log;

/** Writes events into the log's socket, framed as {@link LogFraming} says. Any process, any thread. */
final class LogSocketSink implements LineSink {
    private final LineSink socket;
    private final boolean requests;

    /**
     * Creates a sink.
     *
     * @param socket writes to standard error
     * @param requests whether the lines are request lines that have a way of their own
     */
    LogSocketSink(LineSink socket, boolean requests) {
        this.socket = socket;
        this.requests = requests;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        byte[] line = requests ? LogFraming.request(bytes, offset, length) : LogFraming.framed(bytes, offset, length);
        socket.write(line, 0, line.length);
    }
}
