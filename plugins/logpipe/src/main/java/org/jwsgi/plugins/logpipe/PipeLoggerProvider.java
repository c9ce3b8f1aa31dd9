package org.jwsgi.plugins.logpipe;

import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;

/** Creates loggers of type {@code pipe}: {@code pipe:COMMAND} is a shell command with the log as its input. */
public final class PipeLoggerProvider implements LogSinkProvider {
    /** Creates the provider; the plugin host calls this. */
    public PipeLoggerProvider() {}

    @Override
    public String name() {
        return "pipe";
    }

    @Override
    public LogSink create(String argument, LogContext context) {
        if (argument.isBlank()) {
            throw new LogSetupException("a command is missing, as in pipe:cat");
        }
        return new PipeSink(context, argument);
    }
}
