package org.jwsgi.kernel.posix;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Reads an inherited descriptor of any kind (file, pipe, socket) by its number. Closing it leaves the descriptor open,
 * since it belongs to whoever passed it on. One thread at a time.
 */
public final class DescriptorInput extends InputStream {
    private static final int CHUNK = 8192;
    private final int descriptor;

    /**
     * Creates the stream.
     *
     * @param descriptor the descriptor's number
     */
    public DescriptorInput(int descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.min(length, CHUNK));
            MemorySegment read = Libc.function("read");
            long count;
            do {
                count = Libc.callLong(read, descriptor, buffer.address(), buffer.byteSize());
            } while (count == -Errno.EINTR);
            if (count < 0) {
                throw new IOException(Errno.text((int) -count));
            }
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, offset, (int) count);
            return count == 0 ? -1 : (int) count;
        }
    }
}
