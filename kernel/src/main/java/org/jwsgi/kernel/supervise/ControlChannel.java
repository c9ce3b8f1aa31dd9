package org.jwsgi.kernel.supervise;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.PacketSocket;

/**
 * One end of the connection between the master and a child. The other end's death is this end's end of stream, however
 * that process died. Receiving belongs to the owner's loop thread; any thread may send.
 */
public final class ControlChannel implements AutoCloseable {
    private static final int MOST_AT_ONCE = 1024;

    private final PacketSocket socket;

    /** Takes over a descriptor of a packet pair. */
    public ControlChannel(int fd) {
        socket = new PacketSocket(fd);
    }

    /** Returns the descriptor to watch. */
    public int fd() {
        return socket.fd();
    }

    /**
     * Handles the messages that have arrived, but not so many that a sender without an end would keep the loop; the rest
     * keeps the descriptor readable.
     *
     * @return false when the other end is gone, or speaks something else
     */
    public boolean receive(Consumer<ControlMessage> handler) {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            switch (socket.receive()) {
                case PacketSocket.Received.Packet(byte[] bytes) -> {
                    try {
                        handler.accept(ControlCodec.decode(bytes));
                    } catch (IOException e) {
                        return false;
                    }
                }
                case PacketSocket.Received.Nothing() -> {
                    return true;
                }
                case PacketSocket.Received.End() -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** Sends a message unless that would have to wait; a receiver that does not read loses it. */
    public boolean offer(ControlMessage message) {
        return socket.send(ControlCodec.encode(message), false).isEmpty();
    }

    /**
     * Sends a message and waits for room.
     *
     * @return false when the other end is gone
     */
    public boolean send(ControlMessage message) {
        Optional<Integer> error = socket.send(ControlCodec.encode(message), true);
        return error.isEmpty() || error.get() == Errno.EAGAIN;
    }

    /** Closes this end. */
    @Override
    public void close() {
        socket.close();
    }
}
