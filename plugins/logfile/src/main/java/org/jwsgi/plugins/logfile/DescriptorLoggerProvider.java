package org.jwsgi.plugins.logfile;

import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;

/** Creates loggers of type {@code fd}: {@code fd:N} writes to descriptor N. */
public final class DescriptorLoggerProvider implements LogSinkProvider {
    /** Creates the provider; the plugin host calls this. */
    public DescriptorLoggerProvider() {}

    @Override
    public String name() {
        return "fd";
    }

    @Override
    public LogSink create(String argument, LogContext context) {
        try {
            int number = Integer.parseInt(argument);
            if (number >= 1) {
                return new DescriptorSink(context, number);
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw new LogSetupException("the argument is the number of a descriptor, not \"" + argument + "\"");
    }
}
