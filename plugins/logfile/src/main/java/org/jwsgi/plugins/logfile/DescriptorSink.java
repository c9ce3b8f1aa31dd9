package org.jwsgi.plugins.logfile;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogOutput;
import org.jwsgi.api.log.LogSink;

/** Writes lines to a descriptor that the process was started with. On the logger's thread. */
final class DescriptorSink implements LogSink {
    private final LogContext context;
    private final int number;
    private @Nullable LogOutput out;

    DescriptorSink(LogContext context, int number) {
        this.context = context;
        this.number = number;
    }

    @Override
    public void open() throws IOException {
        out = context.descriptor(number);
    }

    @Override
    public void write(LogLine line) throws IOException {
        LogOutput current = out;
        if (current != null) {
            current.write(line.bytes(), 0, line.bytes().length);
        }
    }

    @Override
    public void close() {
        if (out != null) {
            out.close();
        }
    }
}
