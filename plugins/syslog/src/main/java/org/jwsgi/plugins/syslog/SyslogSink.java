package org.jwsgi.plugins.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogOutput;
import org.jwsgi.api.log.LogSink;

/**
 * Sends lines to the UNIX datagram socket of the syslog daemon, in the form that the C library uses:
 * {@code <PRI>Mmm dd hh:mm:ss IDENT: LINE}. On the logger's thread.
 */
final class SyslogSink implements LogSink {
    /** What every kind of datagram can carry; a longer line loses its end. */
    private static final int LARGEST = 65_000;

    private final LogContext context;
    private final String address;
    private final int priority;
    private final String tag;
    private final LongSupplier clock;
    private @Nullable LogOutput socket;

    SyslogSink(LogContext context, String address, int priority, String tag, LongSupplier clock) {
        this.context = context;
        this.address = address;
        this.priority = priority;
        this.tag = tag;
        this.clock = clock;
    }

    @Override
    public void write(LogLine line) throws IOException {
        LogOutput current = socket;
        if (current == null) {
            current = context.datagrams(address);
            socket = current;
        }
        byte[] time = context.strftime("%b %e %H:%M:%S", clock.getAsLong() / 1000);
        byte[] head = ("<" + priority + ">" + new String(time, UTF_8) + " " + tag + ": ").getBytes(UTF_8);
        int length = line.bytes().length;
        byte[] datagram = new byte[head.length + length];
        System.arraycopy(head, 0, datagram, 0, head.length);
        System.arraycopy(line.bytes(), 0, datagram, head.length, length);
        try {
            current.write(datagram, 0, Math.min(datagram.length, LARGEST));
        } catch (IOException e) {
            close();
            throw e;
        }
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
