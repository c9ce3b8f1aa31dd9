package org.jwsgi.plugins.logsocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogOutput;
import org.jwsgi.api.log.LogSink;

/** Sends each line as a datagram; connects for the first one and again after a failure. On the logger's thread. */
final class DatagramSink implements LogSink {
    /** What every kind of datagram can carry; a longer line loses its end. */
    private static final int LARGEST = 65_000;

    private final LogContext context;
    private final String address;
    private final byte[] prefix;
    private @Nullable LogOutput socket;

    DatagramSink(LogContext context, String address, String prefix) {
        this.context = context;
        this.address = address;
        this.prefix = prefix.getBytes(UTF_8);
    }

    @Override
    public void write(LogLine line) throws IOException {
        LogOutput current = socket;
        if (current == null) {
            current = context.datagrams(address);
            socket = current;
        }
        byte[] datagram = Arrays.copyOf(prefix, prefix.length + line.bytes().length);
        System.arraycopy(line.bytes(), 0, datagram, prefix.length, line.bytes().length);
        try {
            current.write(datagram, 0, Math.min(datagram.length, LARGEST));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void reopen() {
        close();
    }

    @Override
    public void close() {
        LogOutput current = socket;
        socket = null;
        if (current != null) {
            current.close();
        }
    }
}
