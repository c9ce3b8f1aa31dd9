package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes each event to standard error with one {@code write}, so that lines of several processes do not mix in a file
 * that all of them append to. While the disk is full, events are lost; the first one that works again is preceded by
 * one line that says how many. Any process, any thread.
 */
final class DescriptorSink implements LineSink {
    private final OutputStream out;
    private final AtomicLong lost = new AtomicLong();
    private volatile String reason = "";

    /** Creates a sink that writes to descriptor 2, wherever that points at the time of each write. */
    DescriptorSink() {
        this(new FileOutputStream(FileDescriptor.err));
    }

    /** Creates a sink that writes to a stream, one call for each event. */
    DescriptorSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            if (lost.get() != 0) {
                reportLoss();
            }
            out.write(bytes, offset, length);
        } catch (IOException e) {
            String message = e.getMessage();
            reason = message == null ? "" : message.toLowerCase(java.util.Locale.ROOT);
            lost.incrementAndGet();
        }
    }

    private void reportLoss() throws IOException {
        long count = lost.getAndSet(0);
        if (count == 0) {
            return;
        }
        byte[] line = ("log: lost events (count: " + count + ", reason: " + reason + ")\n").getBytes(UTF_8);
        try {
            out.write(line, 0, line.length);
        } catch (IOException e) {
            lost.addAndGet(count);
            throw e;
        }
    }
}
