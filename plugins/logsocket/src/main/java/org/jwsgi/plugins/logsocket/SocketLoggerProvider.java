package org.jwsgi.plugins.logsocket;

import org.jwsgi.api.log.DatagramAddress;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;

/** Creates loggers of type {@code socket}: {@code socket:HOST:PORT[,PREFIX]} or {@code socket:PATH[,PREFIX]}. */
public final class SocketLoggerProvider implements LogSinkProvider {
    /** Creates the provider; the plugin host calls this. */
    public SocketLoggerProvider() {}

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public LogSink create(String argument, LogContext context) {
        int comma = argument.indexOf(',');
        String address = comma < 0 ? argument : argument.substring(0, comma);
        if (address.isBlank()) {
            throw new LogSetupException("an address is missing, as in socket:127.0.0.1:5000");
        }
        DatagramAddress.check(address);
        return new DatagramSink(context, address, comma < 0 ? "" : argument.substring(comma + 1));
    }
}
