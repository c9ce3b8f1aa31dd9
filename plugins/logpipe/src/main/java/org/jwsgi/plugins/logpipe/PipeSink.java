package org.jwsgi.plugins.logpipe;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogOutput;
import org.jwsgi.api.log.LogSink;

/**
 * Feeds lines to a command. It is started at once, with the privileges that the server was started with, and again, by
 * then perhaps with fewer, for the first line after its end. On the logger's thread.
 */
final class PipeSink implements LogSink {
    private final LogContext context;
    private final String command;
    private @Nullable LogOutput input;

    PipeSink(LogContext context, String command) {
        this.context = context;
        this.command = command;
    }

    @Override
    public void open() throws IOException {
        input = context.command(command);
    }

    @Override
    public void write(LogLine line) throws IOException {
        LogOutput current = input;
        if (current == null) {
            current = context.command(command);
            input = current;
        }
        try {
            current.write(line.bytes(), 0, line.bytes().length);
        } catch (IOException e) {
            close();
            throw new IOException("the command has ended", e);
        }
    }

    @Override
    public void reopen() throws IOException {
        close();
        open();
    }

    @Override
    public void close() {
        LogOutput current = input;
        input = null;
        if (current != null) {
            current.close();
        }
    }
}
