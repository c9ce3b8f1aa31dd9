package org.jwsgi.plugins.logfile;

import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;

/** Creates loggers of type {@code stdio}, which write to the standard output that the server was started with. */
public final class StandardOutputLoggerProvider implements LogSinkProvider {
    /** Creates the provider; the plugin host calls this. */
    public StandardOutputLoggerProvider() {}

    @Override
    public String name() {
        return "stdio";
    }

    @Override
    public LogSink create(String argument, LogContext context) {
        return new DescriptorSink(context, 1);
    }
}
