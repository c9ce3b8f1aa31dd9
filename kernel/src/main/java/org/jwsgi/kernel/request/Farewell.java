package org.jwsgi.kernel.request;

import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How connections end: refused, closed at once, or closed after taking in what the client still sends, so that a reset
 * does not destroy what it has yet to read. Runs in: WORKER, on the I/O thread unless a method says otherwise.
 */
final class Farewell {
    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
    /** How much is taken in before other connections have their turn. */
    private static final int LINGER_SLICE = 1 << 18;

    private final IoThread io;
    private final RequestTimeouts timeouts;
    private final ReadBuffer buffer;

    Farewell(IoThread io, RequestTimeouts timeouts, ReadBuffer buffer) {
        this.io = io;
        this.timeouts = timeouts;
        this.buffer = buffer;
    }

    /** Answers with a refusal, logs one line, lingers and closes. */
    void refuse(Connection connection, int status, String reason) {
        LOG.warn("{} (client: {}, socket: {})", reason, connection.clientName(), connection.listener.name());
        answer(connection, connection.refusal(status), true);
    }

    /** Sends bytes of this thread's own. Returns whether they are out and the connection stays open. */
    boolean answer(Connection connection, ByteBuffer bytes, boolean close) {
        ByteBuffer direct = ByteBuffer.allocateDirect(Math.max(1, bytes.remaining()));
        direct.put(bytes.duplicate()).flip();
        connection.lastBytes = direct;
        connection.closeAfterLast = close;
        connection.phase = Connection.Phase.REFUSING;
        connection.deadline = System.nanoTime() + timeouts.io();
        return sendAll(connection);
    }

    private boolean sendAll(Connection connection) {
        ByteBuffer bytes = connection.lastBytes;
        try {
            while (bytes != null && bytes.hasRemaining()) {
                int sent = connection.socket.send(bytes, bytes.position(), bytes.limit());
                if (sent <= 0) {
                    io.register(connection);
                    return false;
                }
                bytes.position(bytes.position() + sent);
            }
        } catch (IOException e) {
            closeNow(connection);
            return false;
        }
        connection.lastBytes = null;
        if (connection.closeAfterLast) {
            linger(connection);
            return false;
        }
        connection.phase = Connection.Phase.HEAD;
        connection.deadline = 0;
        return true;
    }

    /** Goes on with the last bytes. Returns whether they are out and the connection stays open. */
    boolean sendLast(Connection connection) {
        return sendAll(connection);
    }

    /** Says that no more comes, and takes in what the client still sends for a short while. */
    void linger(Connection connection) {
        connection.phase = Connection.Phase.LINGERING;
        long now = System.nanoTime();
        connection.lingerEnd = now + timeouts.wholeLinger();
        connection.deadline = now + timeouts.linger();
        try {
            connection.socket.shutdown(false, true);
        } catch (IOException | NotYetConnectedException e) {
            // The client is gone already.
            closeNow(connection);
            return;
        }
        takeIn(connection);
        if (connection.phase == Connection.Phase.LINGERING) {
            io.register(connection);
        }
    }

    /** Drops what has arrived. As long as bytes come, the time for more is renewed, up to a limit. */
    void takeIn(Connection connection) {
        if (connection.phase != Connection.Phase.LINGERING) {
            return;
        }
        int taken = 0;
        try {
            while (taken < LINGER_SLICE) {
                int received = buffer.receive(connection.socket);
                if (received < 0) {
                    closeNow(connection);
                    return;
                }
                if (received == 0) {
                    break;
                }
                taken += received;
            }
        } catch (IOException e) {
            // The client is gone, which is what this was waiting for.
            closeNow(connection);
            return;
        }
        if (taken > 0 && !io.draining()) {
            connection.deadline = Math.min(System.nanoTime() + timeouts.linger(), connection.lingerEnd);
        }
        if (taken >= LINGER_SLICE) {
            io.execute(() -> takeIn(connection));
        }
    }

    void closeNow(Connection connection) {
        if (connection.phase == Connection.Phase.CLOSED) {
            return;
        }
        connection.phase = Connection.Phase.CLOSED;
        IoRegistration registration = connection.registration;
        if (registration != null) {
            io.forget(connection);
            registration.cancel();
        }
        closeQuietly(connection.socket);
        io.countClosed();
    }

    /** Ends a connection that a core owns. Core. */
    void finish(Connection connection, boolean linger) {
        if (!linger && !connection.isRegistered()) {
            discard(connection);
            return;
        }
        try {
            io.execute(() -> {
                connection.surrender();
                if (linger) {
                    linger(connection);
                } else {
                    closeNow(connection);
                }
            });
        } catch (RejectedExecutionException e) {
            discard(connection);
        }
    }

    /** Closes a connection that is in no poll set. Its owner. */
    void discard(Connection connection) {
        connection.phase = Connection.Phase.CLOSED;
        closeQuietly(connection.socket);
        io.countClosed();
    }

    /** The event loop ends with this connection in its poll set. A core that still owns it closes it itself. */
    void forceClosed(Connection connection) {
        if ((connection.state() & Connection.CORE) == 0 && connection.phase != Connection.Phase.CLOSED) {
            discard(connection);
        }
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a connection failed", e);
        }
    }
}
