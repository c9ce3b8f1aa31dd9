package org.jwsgi.kernel.log;

/** Logs requests as lines of text. Safe on any number of threads: lines are built in borrowed buffers. */
final class LineRequestLog implements RequestLog {
    private final LogPolicy policy;
    private final LineFormat format;
    private final boolean samplesMemory;
    private final RequestLogs.Origin origin;
    private final LineBuffers buffers = new LineBuffers();

    LineRequestLog(LogPolicy policy, LineFormat format, boolean samplesMemory, RequestLogs.Origin origin) {
        this.policy = policy;
        this.format = format;
        this.samplesMemory = samplesMemory;
        this.origin = origin;
    }

    @Override
    public void log(RequestRecord request) {
        MemoryUse memory = MemoryUse.NONE;
        if (samplesMemory) {
            memory = MemoryUse.now();
            origin.memory().sampled(memory);
        }
        if (!policy.wants(request)) {
            return;
        }
        int hint = request.core();
        LineBuffer line = buffers.take(hint);
        format.write(line, request, memory, origin.clock().getAsLong() / 1000);
        origin.sink().write(line.array(), 0, line.length());
        buffers.give(hint, line);
    }
}
