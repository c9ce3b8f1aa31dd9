package org.jwsgi.kernel.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Errno;

/** Where the log goes without loggers: a descriptor, which may be pointed elsewhere at any time. Any thread. */
final class OriginalLog implements LogSink {
    private final int fd;

    OriginalLog(int fd) {
        this.fd = fd;
    }

    @Override
    public void write(LogLine line) throws IOException {
        write(line.bytes());
    }

    /** Writes bytes, with one system call where it can. */
    void write(byte[] bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
            int done = 0;
            while (done < bytes.length) {
                int written = Descriptors.write(fd, copy.asSlice(done, bytes.length - done));
                if (written < 0) {
                    throw new IOException(Errno.text(-written));
                }
                done += written;
            }
        }
    }

    /** Writes a line about the log itself; when that fails, there is nobody left to tell. */
    void say(String text) {
        try {
            write(LogFraming.line(text));
        } catch (IOException e) {
            // The log's own device is what is broken; its destination counts what it loses.
        }
    }

    @Override
    public void close() {
        // The descriptor lives as long as the process.
    }
}
