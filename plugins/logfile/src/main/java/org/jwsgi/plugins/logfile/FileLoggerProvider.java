package org.jwsgi.plugins.logfile;

import java.nio.file.Path;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;

/** Creates loggers of type {@code file}: {@code file:PATH}, or {@code file:logfile=PATH,maxsize=N,backupname=PATH}. */
public final class FileLoggerProvider implements LogSinkProvider {
    /** Creates the provider; the plugin host calls this. */
    public FileLoggerProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public LogSink create(String argument, LogContext context) {
        if (argument.isEmpty()) {
            throw new LogSetupException("a file is missing, as in file:app.log");
        }
        Path folder = context.directory();
        if (!isKeyval(argument)) {
            return new FileSink(folder.resolve(argument), 0, null, System::currentTimeMillis, context.log());
        }
        String file = "";
        long limit = 0;
        String backup = "";
        for (String pair : argument.split(",")) {
            int equals = pair.indexOf('=');
            String value = pair.substring(equals + 1);
            switch (equals < 0 ? pair : pair.substring(0, equals)) {
                case "logfile" -> file = value;
                case "maxsize" -> limit = size(value);
                case "backupname" -> backup = value;
                default ->
                    throw new LogSetupException(
                            "unknown key in \"" + pair + "\"; known are logfile, maxsize, backupname");
            }
        }
        if (file.isEmpty()) {
            throw new LogSetupException("logfile is missing");
        }
        return new FileSink(
                folder.resolve(file),
                limit,
                backup.isEmpty() ? null : folder.resolve(backup),
                System::currentTimeMillis,
                context.log());
    }

    private static boolean isKeyval(String argument) {
        return argument.startsWith("logfile=") || argument.startsWith("maxsize=") || argument.startsWith("backupname=");
    }

    private static long size(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new LogSetupException("maxsize is a number of bytes, not \"" + text + "\"");
        }
    }
}
