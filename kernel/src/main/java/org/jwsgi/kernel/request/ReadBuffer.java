package org.jwsgi.kernel.request;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Where one thread receives bytes: the I/O thread owns one for all its connections and each core one of its own, so an
 * idle connection holds no memory. Runs in: WORKER. Not safe for use by two threads at once.
 */
final class ReadBuffer {
    private final ByteBuffer direct;
    private final long address;
    private final byte[] array;
    private final ByteBuffer view;

    ReadBuffer(int size) {
        this.direct = ByteBuffer.allocateDirect(size);
        this.address = MemorySegment.ofBuffer(direct).address();
        this.array = new byte[size];
        this.view = ByteBuffer.wrap(array);
    }

    int size() {
        return array.length;
    }

    /** Receives what has arrived; 0 when nothing has, -1 when the client sends no more. */
    int receive(Socket socket) throws IOException {
        int received = socket.recvAddress(address, 0, array.length);
        if (received > 0) {
            direct.get(0, array, 0, received);
        }
        return received;
    }

    /** Receives straight into an application's array, without passing the heap copy of this buffer. */
    int receive(Socket socket, byte[] target, int offset, int length) throws IOException {
        int received = socket.recvAddress(address, 0, Math.min(length, array.length));
        if (received > 0) {
            direct.get(0, target, offset, received);
        }
        return received;
    }

    /** Returns the first bytes of the last {@link #receive(Socket)}, array-backed from its first byte. */
    ByteBuffer view(int length) {
        return view.limit(length).position(0);
    }

    byte[] array() {
        return array;
    }
}
