package org.jwsgi.plugins.syslog;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;

/** Creates loggers of type {@code syslog}: {@code syslog[:IDENT[,FACILITY[,SOCKET]]]}; the socket is our addition. */
public final class SyslogProvider implements LogSinkProvider {
    private static final String SOCKET = "/dev/log";
    private static final int INFO = 6;
    private static final Map<String, Integer> FACILITIES = Map.ofEntries(
            Map.entry("kern", 0),
            Map.entry("user", 1),
            Map.entry("mail", 2),
            Map.entry("daemon", 3),
            Map.entry("auth", 4),
            Map.entry("syslog", 5),
            Map.entry("lpr", 6),
            Map.entry("news", 7),
            Map.entry("uucp", 8),
            Map.entry("cron", 9),
            Map.entry("authpriv", 10),
            Map.entry("ftp", 11),
            Map.entry("local0", 16),
            Map.entry("local1", 17),
            Map.entry("local2", 18),
            Map.entry("local3", 19),
            Map.entry("local4", 20),
            Map.entry("local5", 21),
            Map.entry("local6", 22),
            Map.entry("local7", 23));

    /** Creates the provider; the plugin host calls this. */
    public SyslogProvider() {}

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public LogSink create(String argument, LogContext context) {
        String[] parts = argument.split(",", -1);
        String facility = parts.length > 1 && !parts[1].isEmpty() ? parts[1] : "daemon";
        @Nullable Integer number = FACILITIES.get(facility);
        if (number == null) {
            throw new LogSetupException("unknown facility \"" + facility + "\"");
        }
        return new SyslogSink(
                context,
                parts.length > 2 && !parts[2].isEmpty() ? parts[2] : SOCKET,
                number * 8 + INFO,
                parts[0].isEmpty() ? "jwsgi" : parts[0],
                System::currentTimeMillis);
    }
}
