package org.jwsgi.plugins.redislog;

import java.util.List;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;

/**
 * Creates loggers of type {@code redislog}: {@code redislog[:ADDRESS[,COMMAND[,PREFIX]]]}, where the command's words
 * precede the line. The default is {@code 127.0.0.1:6379,publish uwsgi}.
 */
public final class RedisLoggerProvider implements LogSinkProvider {
    /** Creates the provider; the plugin host calls this. */
    public RedisLoggerProvider() {}

    @Override
    public String name() {
        return "redislog";
    }

    @Override
    public LogSink create(String argument, LogContext context) {
        return sink(argument);
    }

    /**
     * Reads an argument.
     *
     * @throws LogSetupException when it makes no sense
     */
    static RedisSink sink(String argument) {
        String[] parts = argument.split(",", 3);
        String address = parts[0].isBlank() ? "127.0.0.1:6379" : parts[0].strip();
        String command = parts.length > 1 && !parts[1].isBlank() ? parts[1].strip() : "publish uwsgi";
        String prefix = parts.length > 2 ? parts[2] : "";
        try {
            return new RedisSink(RedisSink.address(address), List.of(command.split(" +")), prefix);
        } catch (IllegalArgumentException e) {
            throw new LogSetupException(
                    "invalid address \"" + address + "\", must be HOST:PORT or the path of a socket");
        }
    }
}
