package org.jwsgi.kernel.log;

import java.util.function.LongSupplier;

/** Makes the request log that a configuration asks for. Runs in: WORKER, or the sole process. */
public final class RequestLogs {
    private RequestLogs() {}

    /**
     * What the log needs to know of its process.
     *
     * @param pid the process
     * @param workerId the worker's number, from 1
     * @param sink where lines go
     * @param memory who is told of memory samples, when {@code memory-report} asks for them
     * @param clock gives the time in milliseconds since the epoch
     */
    public record Origin(long pid, int workerId, LineSink sink, MemoryUse.Listener memory, LongSupplier clock) {}

    /**
     * Creates the log. When the configuration logs no request and samples no memory, it does nothing at all.
     *
     * @param options the request log's options
     * @param server the server log's options, whose date format {@code %(ftime)} may use
     * @param origin the process
     */
    public static RequestLog create(RequestLogOptions options, LogOptions server, Origin origin) {
        LogPolicy policy = new LogPolicy(options);
        if (policy.never() && !options.memoryReport()) {
            return request -> {};
        }
        LineFormat format =
                options.format().isPresent() && !options.format().get().isEmpty()
                        ? new LogFormat(options, server, origin.pid(), origin.workerId())
                        : new DefaultLine(options, origin.pid());
        return new LineRequestLog(policy, format, options.memoryReport(), origin);
    }
}
