package org.jwsgi.kernel.request;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The response bytes that a core collects before it sends them. Room is kept before and after the body bytes, so that a
 * head, a frame's prefix and suffix and the end of the message join the body in one system call. Runs in: WORKER, one
 * per core, on the core's thread.
 */
final class OutBuffer {
    /** How many body bytes it holds. */
    static final int CAPACITY = 32_768;

    private static final int BEFORE = 2_048;
    private static final int AFTER = 512;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BEFORE + CAPACITY + AFTER);
    private final long address = MemorySegment.ofBuffer(bytes).address();
    private int start = BEFORE;
    private int end = BEFORE;

    void reset() {
        start = BEFORE;
        end = BEFORE;
    }

    /** Returns how many body bytes are in the buffer. Meaningful until the first prepend. */
    int length() {
        return end - BEFORE;
    }

    int room() {
        return BEFORE + CAPACITY - end;
    }

    void append(byte[] source, int offset, int length) {
        bytes.put(end, source, offset, length);
        end += length;
    }

    /** Reads from a file into the buffer; returns how many bytes, -1 at the file's end. */
    int append(FileChannel file, long position, int length) throws IOException {
        int read = file.read(bytes.slice(end, length), position);
        if (read > 0) {
            end += read;
        }
        return read;
    }

    /** Forgets the last body bytes. */
    void cut(int count) {
        end -= count;
    }

    /** Takes the body bytes out again. */
    byte[] drain() {
        byte[] taken = new byte[length()];
        bytes.get(BEFORE, taken);
        reset();
        return taken;
    }

    /** Puts bytes before everything else; false when there is no room for them. */
    boolean prepend(ByteBuffer head) {
        int length = head.remaining();
        if (length > start) {
            return false;
        }
        start -= length;
        bytes.put(start, head, head.position(), length);
        return true;
    }

    /** Puts bytes behind everything else; false when there is no room for them. */
    boolean close(ByteBuffer tail) {
        int length = tail.remaining();
        if (length > bytes.capacity() - end) {
            return false;
        }
        bytes.put(end, tail, tail.position(), length);
        end += length;
        return true;
    }

    /** Sends everything, waiting while the client reads slower. Returns the number of bytes. */
    int send(Connection connection, long timeout) throws IOException {
        int total = end - start;
        while (start < end) {
            int sent = connection.socket.sendAddress(address, start, end);
            if (sent > 0) {
                start += sent;
            } else {
                awaitRoom(connection, timeout);
                sent = connection.socket.sendAddress(address, start, end);
                start += Math.max(sent, 0);
            }
        }
        reset();
        return total;
    }

    /** Waits until the socket may take bytes again. The caller has just seen that it takes none. */
    static void awaitRoom(Connection connection, long timeout) throws IOException {
        if (!connection.await(Connection.WRITABLE, timeout)) {
            throw new SocketTimeoutException("timeout");
        }
        connection.clear(Connection.WRITABLE);
    }
}
