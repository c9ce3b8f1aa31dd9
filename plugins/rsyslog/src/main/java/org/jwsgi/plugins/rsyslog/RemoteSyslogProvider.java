package org.jwsgi.plugins.rsyslog;

import org.jwsgi.api.log.DatagramAddress;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;

/** Creates loggers of type {@code rsyslog}: {@code rsyslog:HOST[:PORT][,ID[,PRIORITY]]}. */
public final class RemoteSyslogProvider implements LogSinkProvider {
    private static final String PORT = ":514";
    /** Facility daemon, severity notice: uWSGI's default. */
    private static final int PRIORITY = 29;

    /** Creates the provider; the plugin host calls this. */
    public RemoteSyslogProvider() {}

    @Override
    public String name() {
        return "rsyslog";
    }

    @Override
    public LogSink create(String argument, LogContext context) {
        String[] parts = argument.split(",", -1);
        if (parts[0].isBlank()) {
            throw new LogSetupException("a host is missing, as in rsyslog:127.0.0.1:514,myapp");
        }
        String tag = parts.length > 1 && !parts[1].isEmpty()
                ? parts[1]
                : context.instance().hostname();
        String address = withPort(parts[0]);
        DatagramAddress.check(address);
        return new RemoteSyslogSink(
                context, address, parts.length > 2 ? priority(parts[2]) : PRIORITY, tag, System::currentTimeMillis);
    }

    private static String withPort(String host) {
        boolean bare = host.indexOf(':') < 0 || host.endsWith("]");
        return bare ? host + PORT : host;
    }

    private static int priority(String text) {
        try {
            int priority = Integer.parseInt(text);
            if (priority >= 0 && priority <= 191) {
                return priority;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw new LogSetupException("a priority is a number from 0 to 191, not \"" + text + "\"");
    }
}
