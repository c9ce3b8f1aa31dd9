package org.jwsgi.plugins.emperorzmq;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.StreamingMonitor;
import org.jwsgi.api.emperor.VassalCommands;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * Binds a PULL socket and hands each message to {@link Orders}. All of ZeroMQ is on the monitor's thread: its sockets belong
 * to one thread, so {@link #close} only says that it is time to end, and the thread looks every second.
 */
final class ZmqMonitor implements StreamingMonitor {
    private static final int LOOK_MILLIS = 1000;
    private static final long LONGEST_PART = 1 << 20;

    private final String endpoint;
    private final Orders orders;
    private volatile boolean closed;

    ZmqMonitor(String endpoint, MonitorContext context) {
        this.endpoint = endpoint;
        this.orders = new Orders(context);
    }

    @Override
    public void run(VassalCommands vassals) throws MonitorException, InterruptedException {
        ZMQ.Context zeromq = ZMQ.context(1);
        try {
            receive(zeromq, vassals);
        } finally {
            end(zeromq);
        }
    }

    /** Waits for ZeroMQ's threads, which an interrupt would cut short, and lets the interrupt take effect afterwards. */
    private static void end(ZMQ.Context zeromq) {
        boolean isInterrupted = false;
        for (boolean ended = false; !ended; ) {
            isInterrupted |= Thread.interrupted();
            try {
                zeromq.term();
                ended = true;
            } catch (ZMQException e) {
                if (e.getErrorCode() != ZError.EINTR) {
                    throw e;
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(ZMQ.Context zeromq, VassalCommands vassals) throws MonitorException, InterruptedException {
        try (ZMQ.Socket socket = zeromq.socket(SocketType.PULL)) {
            socket.setLinger(0);
            socket.setReceiveTimeOut(LOOK_MILLIS);
            socket.setMaxMsgSize(LONGEST_PART);
            bind(socket);
            while (true) {
                byte[] first = socket.recv();
                if (closed || Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException("the monitor is closed");
                }
                if (first != null) {
                    orders.carryOut(rest(socket, first), vassals);
                }
            }
        } catch (ZMQException e) {
            throw new MonitorException("cannot receive from " + endpoint + ": " + reason(e), e);
        }
    }

    private void bind(ZMQ.Socket socket) throws MonitorException {
        try {
            socket.bind(endpoint);
        } catch (ZMQException e) {
            throw new MonitorException("cannot bind " + endpoint + ": " + reason(e), e);
        } catch (IllegalArgumentException e) {
            throw new MonitorException("cannot bind " + endpoint + ": " + e.getMessage(), e);
        }
    }

    private static String reason(ZMQException e) {
        return e.getErrorCode() == ZError.EADDRINUSE ? "address already in use" : ZError.toString(e.getErrorCode());
    }

    /** Reads the other parts of a message: they come together with the first. */
    private static List<byte[]> rest(ZMQ.Socket socket, byte[] first) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(first);
        while (socket.hasReceiveMore()) {
            byte[] part = socket.recv();
            if (part == null) {
                break;
            }
            parts.add(part);
        }
        return parts;
    }

    @Override
    public void close() {
        closed = true;
    }
}
