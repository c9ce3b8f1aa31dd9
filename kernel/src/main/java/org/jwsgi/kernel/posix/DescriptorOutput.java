package org.jwsgi.kernel.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Writes to a descriptor that it owns. Waits while the other side is behind. One thread; closing may come from any. */
public final class DescriptorOutput implements AutoCloseable {
    private int fd;

    /** Takes over a descriptor. */
    public DescriptorOutput(int fd) {
        this.fd = fd;
    }

    /**
     * Writes all bytes, with one system call where the other side takes them at once.
     *
     * @throws IOException with the C library's text when a write fails
     */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.max(1, length));
            MemorySegment.copy(bytes, offset, copy, ValueLayout.JAVA_BYTE, 0, length);
            long done = 0;
            while (done < length) {
                int written = Descriptors.write(descriptor(), copy.asSlice(done, length - done));
                if (written < 0) {
                    throw new IOException(Errno.text(-written));
                }
                done += written;
            }
        }
    }

    private synchronized int descriptor() throws IOException {
        if (fd < 0) {
            throw new IOException("it is closed");
        }
        return fd;
    }

    /** Closes the descriptor. Idempotent. */
    @Override
    public synchronized void close() {
        if (fd >= 0) {
            Descriptors.close(fd);
            fd = -1;
        }
    }
}
