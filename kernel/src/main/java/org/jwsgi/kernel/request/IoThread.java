package org.jwsgi.kernel.request;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.socket.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that waits for sockets: it accepts, reads heads, refuses what is no request, watches idle connections and
 * wakes cores that wait for bytes. It never runs an application. Runs in: WORKER, one per worker; every method runs on
 * this thread unless it says otherwise.
 */
final class IoThread {
    private static final Logger LOG = LoggerFactory.getLogger(IoThread.class);
    private static final EpollIoOps EVERYTHING =
            EpollIoOps.valueOf(Native.EPOLLIN | Native.EPOLLOUT | Native.EPOLLRDHUP | Native.EPOLLET);
    private static final EpollIoOps INCOMING = EpollIoOps.valueOf(Native.EPOLLIN | Native.EPOLLET);
    private static final int READ_SIZE = 65_536;
    private static final int MAX_CONNECTIONS = 16_384;
    private static final int MAX_WAITING = 1_024;

    private final RequestServerSetup setup;
    private final RequestTimeouts timeouts;
    private final IoEventLoopGroup group;
    private final IoEventLoop loop;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final Map<Integer, String> boundAddresses = new HashMap<>();
    private final Set<Connection> connections = new HashSet<>();
    private final ReadBuffer buffer = new ReadBuffer(READ_SIZE);
    private final AtomicInteger open = new AtomicInteger();
    private final Object emptied = new Object();
    private final Farewell farewell;
    private final int headLimit;
    private final long sweepNanos;
    private @Nullable Cores cores;
    private boolean sweeping;
    private boolean stopping;
    private volatile boolean draining;
    private final AtomicBoolean warnedOfDeadline = new AtomicBoolean();

    IoThread(RequestServerSetup setup, RequestTimeouts timeouts) {
        this.setup = setup;
        this.timeouts = timeouts;
        this.farewell = new Farewell(this, timeouts, buffer);
        this.headLimit = setup.options().bufferSize() + READ_SIZE;
        this.sweepNanos = Math.clamp(timeouts.io() / 8, 5_000_000L, 250_000_000L);
        ThreadFactory threads = Thread.ofPlatform().name("jwsgi-io").daemon().factory();
        this.group = new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory());
        this.loop = group.next();
    }

    // ---- set-up, any thread ----

    RequestServerSetup setup() {
        return setup;
    }

    RequestTimeouts timeouts() {
        return timeouts;
    }

    int headLimit() {
        return headLimit;
    }

    /** Begins to accept. Returns when every listener is in the poll set. */
    void start(Cores newCores) {
        cores = newCores;
        for (Listener listener : setup.listeners()) {
            boundAddresses.put(listener.number(), fixedAddress(listener));
            acceptors.add(new Acceptor(listener, this));
        }
        loop.submit(this::registerAcceptors).syncUninterruptibly();
    }

    private void registerAcceptors() {
        for (Acceptor acceptor : acceptors) {
            var registered = loop.register(acceptor);
            IoRegistration registration = registered.getNow();
            if (registration == null) {
                throw new JwsgiException(
                        JwsgiException.Kind.ENVIRONMENT,
                        "cannot accept on descriptor " + acceptor.fd().intValue() + ": " + registered.cause());
            }
            registration.submit(INCOMING);
        }
        acceptWaiting();
    }

    private static String fixedAddress(Listener listener) {
        if (listener.family().isUnix()) {
            return "";
        }
        int colon = listener.name().lastIndexOf(':');
        String host = colon < 0 ? "" : listener.name().substring(0, colon);
        if (host.startsWith("[")) {
            host = host.substring(1, Math.max(1, host.length() - 1));
        }
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("*") ? "" : host;
    }

    /** Returns the local address of a listener's connections, empty when it accepts on several. */
    String boundAddress(Listener listener) {
        return boundAddresses.getOrDefault(listener.number(), "");
    }

    ConnectionCodec open(Listener listener, ConnectionInfo info) {
        SocketProtocol protocol = setup.protocols().get(listener.protocol());
        if (protocol == null) {
            throw new IllegalStateException("no protocol " + listener.protocol());
        }
        return protocol.open(info);
    }

    // ---- tasks, any thread ----

    /** Says once that nobody looks at deadlines. */
    void warnOfIgnoredDeadline() {
        if (warnedOfDeadline.compareAndSet(false, true)) {
            LOG.warn("a request's own deadline is ignored: the harakiri plugin is not loaded (plugin = harakiri)");
        }
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    void schedule(Runnable task, long delay, TimeUnit unit) {
        loop.schedule(task, delay, unit);
    }

    void pauseAccepting() {
        for (Acceptor acceptor : acceptors) {
            acceptor.pause();
        }
    }

    void resumeAccepting() {
        for (Acceptor acceptor : acceptors) {
            acceptor.resume();
        }
        execute(this::acceptWaiting);
    }

    boolean draining() {
        return draining;
    }

    /** Tells whether a connection may wait in a listen queue. */
    boolean acceptPending() {
        for (Acceptor acceptor : acceptors) {
            if (acceptor.pending()) {
                return true;
            }
        }
        return false;
    }

    // ---- accepting ----

    /** Takes new connections while this worker may have them. */
    void acceptWaiting() {
        for (Acceptor acceptor : acceptors) {
            while (mayAccept()) {
                Connection connection = acceptor.accept(true);
                if (connection == null) {
                    break;
                }
                readHead(connection);
            }
        }
    }

    private boolean mayAccept() {
        Cores current = cores;
        if (current == null || draining || open.get() >= MAX_CONNECTIONS) {
            return false;
        }
        return setup.sharedListeners() ? current.idle() > current.waiting() : current.waiting() < MAX_WAITING;
    }

    /** Accepts for a core that has nothing to do and reads the first head with its buffer. Any core. */
    @Nullable
    Connection acceptFor(Core core) {
        for (Acceptor acceptor : acceptors) {
            while (!draining && open.get() < MAX_CONNECTIONS) {
                Connection connection = acceptor.accept(false);
                if (connection == null) {
                    break;
                }
                if (readFirst(connection, core.readBuffer())) {
                    return connection;
                }
            }
        }
        return null;
    }

    /** Reads a fresh connection on a core. Returns whether it brought a request; otherwise this thread has it. */
    private boolean readFirst(Connection connection, ReadBuffer from) {
        try {
            int received = from.receive(connection.socket);
            if (received <= 0) {
                execute(received == 0 ? () -> waiting(connection) : () -> ended(connection));
                return false;
            }
            Decoded decoded = decode(connection, from, received);
            if (decoded instanceof Decoded.Parsed) {
                connection.served = true;
                connection.giveToCore(received == from.size());
                return true;
            }
            execute(() -> decided(connection, decoded));
        } catch (IOException e) {
            farewell.discard(connection);
        }
        return false;
    }

    /** Wraps a new socket. Any thread. */
    @Nullable
    Connection accepted(Socket socket, Listener listener, ClientAddress client) {
        open.incrementAndGet();
        try {
            return new Connection(socket, listener, this, client);
        } catch (RuntimeException | Error e) {
            LOG.error("cannot serve a connection on {}", listener.name(), e);
            Farewell.closeQuietly(socket);
            countClosed();
            return null;
        }
    }

    // ---- reading heads ----

    /** Acts on what the poll reported for a connection that this thread owns. */
    void ready(Connection connection, int bits) {
        switch (connection.phase) {
            case HEAD -> {
                if ((bits & Connection.READABLE) != 0) {
                    readHead(connection);
                }
            }
            case REFUSING -> {
                if ((bits & Connection.WRITABLE) != 0) {
                    answered(connection);
                }
            }
            case LINGERING -> {
                if ((bits & Connection.READABLE) != 0) {
                    farewell.takeIn(connection);
                }
            }
            case CLOSED -> {}
        }
    }

    /** Receives and decodes. Returns whether the connection still waits for a request, now with nothing to read. */
    private boolean readHead(Connection connection) {
        while (true) {
            int received;
            try {
                received = buffer.receive(connection.socket);
            } catch (IOException e) {
                farewell.closeNow(connection);
                return false;
            }
            if (received < 0) {
                ended(connection);
                return false;
            }
            boolean drained = received < buffer.size() && !connection.inputEnded;
            // A connection that was handed over must not be touched any more.
            if (received > 0 && !act(connection, decode(connection, buffer, received), !drained)) {
                return false;
            }
            if (received == 0 || drained) {
                waiting(connection);
                return true;
            }
        }
    }

    /** Decodes what the owner of the connection just received. */
    static Decoded decode(Connection connection, ReadBuffer from, int received) {
        try {
            return connection.decode(from, received);
        } catch (RuntimeException | Error e) {
            return broken(connection, e);
        }
    }

    static Decoded broken(Connection connection, Throwable e) {
        LOG.error("protocol {} failed on bytes of {}", connection.listener.protocol(), connection.clientName(), e);
        return new Decoded.Malformed(500, "the protocol failed");
    }

    /** Goes on with an answer that the client was too slow to take. */
    private void answered(Connection connection) {
        if (farewell.sendLast(connection)) {
            Decoded next = connection.hasInput() ? decodeBuffered(connection) : Decoded.NeedMore.INSTANCE;
            if (act(connection, next, true)) {
                readHead(connection);
            }
        }
    }

    /** Acts on a decision that a core got for this thread. */
    void decided(Connection connection, Decoded decoded) {
        connection.surrender();
        if (act(connection, decoded, true)) {
            readHead(connection);
        }
    }

    /** Acts on a decoder's decision. Returns whether to go on receiving. */
    private boolean act(Connection connection, Decoded first, boolean moreToRead) {
        Decoded decoded = first;
        while (true) {
            switch (decoded) {
                case Decoded.NeedMore _ -> {
                    return true;
                }
                case Decoded.Parsed _ -> {
                    hand(connection, moreToRead);
                    return false;
                }
                case Decoded.Malformed(int status, String reason) -> {
                    farewell.refuse(connection, status, reason);
                    return false;
                }
                case Decoded.Answered(ByteBuffer reply, boolean close) -> {
                    if (!farewell.answer(connection, reply, close)) {
                        return false;
                    }
                }
            }
            if (!connection.hasInput()) {
                return true;
            }
            decoded = decodeBuffered(connection);
        }
    }

    static Decoded decodeBuffered(Connection connection) {
        try {
            return connection.decodeBuffered();
        } catch (RuntimeException | Error e) {
            return broken(connection, e);
        }
    }

    private void hand(Connection connection, boolean moreToRead) {
        connection.served = true;
        connection.headStart = 0;
        connection.giveToCore(moreToRead);
        if (cores != null) {
            cores.submit(connection);
        }
    }

    /** Waits for the rest of a head, or for the next one. */
    void waiting(Connection connection) {
        long now = System.nanoTime();
        if (connection.midHead() && connection.headStart == 0) {
            connection.headStart = now;
        }
        if (connection.headStart != 0) {
            connection.deadline = Math.min(now + timeouts.io(), connection.headStart + timeouts.wholeHead());
        } else if (connection.deadline == 0) {
            connection.deadline = now + (connection.served ? idleTime(connection) : timeouts.io());
        }
        register(connection);
    }

    private long idleTime(Connection connection) {
        if (draining) {
            return timeouts.drainGrace();
        }
        int seconds = connection.idleSeconds();
        return seconds > 0 ? TimeUnit.SECONDS.toNanos(seconds) : timeouts.idle();
    }

    /** Takes a connection back from a core, to wait for its next request. Core; the connection is idle. */
    void prepareIdle(Connection connection) {
        connection.headStart = 0;
        connection.deadline = System.nanoTime() + idleTime(connection);
    }

    private void ended(Connection connection) {
        if (connection.midHead()) {
            farewell.refuse(connection, 400, "the client left inside a request's head");
        } else {
            farewell.closeNow(connection);
        }
    }

    /** Puts a connection into the poll set. */
    void register(Connection connection) {
        if (connection.registration != null || connection.phase == Connection.Phase.CLOSED) {
            return;
        }
        if (stopping) {
            closeUnlessRunning(connection);
            return;
        }
        connection.markRegistered();
        var registered = loop.register(connection);
        IoRegistration registration = registered.getNow();
        if (registration == null) {
            LOG.error("cannot wait for {}", connection.clientName(), registered.cause());
            closeUnlessRunning(connection);
            return;
        }
        connection.registration = registration;
        connections.add(connection);
        registration.submit(EVERYTHING);
        if (!sweeping) {
            sweeping = true;
            schedule(this::sweep, sweepNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Leaves a connection out of the watch over silent ones. */
    void forget(Connection connection) {
        connections.remove(connection);
    }

    /** Takes note that a connection is closed. Any thread. */
    void countClosed() {
        int left = open.decrementAndGet();
        if (left == MAX_CONNECTIONS - 1) {
            execute(this::acceptWaiting);
        }
        if (left == 0 && draining) {
            synchronized (emptied) {
                emptied.notifyAll();
            }
        }
    }

    Farewell farewell() {
        return farewell;
    }

    private void closeUnlessRunning(Connection connection) {
        if ((connection.state() & Connection.CORE) == 0) {
            farewell.closeNow(connection);
        }
    }

    // ---- time ----

    private void sweep() {
        long now = System.nanoTime();
        for (Connection connection : connections.toArray(new Connection[0])) {
            if ((connection.state() & Connection.CORE) == 0
                    && connection.deadline != 0
                    && now - connection.deadline >= 0) {
                expire(connection);
            }
        }
        sweeping = !connections.isEmpty();
        if (sweeping) {
            schedule(this::sweep, sweepNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void expire(Connection connection) {
        if (connection.phase != Connection.Phase.HEAD) {
            farewell.closeNow(connection);
        } else if (connection.headStart != 0) {
            farewell.refuse(connection, 408, "timeout while reading a request's head");
        } else {
            connection.deadline = 0;
            if (readHead(connection) && connection.headStart == 0) {
                farewell.closeNow(connection);
            }
        }
    }

    // ---- the end, any thread ----

    /** Stops accepting for good and shortens the life of idle connections. */
    void beginDrain() {
        draining = true;
        pauseAccepting();
        acceptors.forEach(Acceptor::settle); // or a connection that is just being accepted would be lost
        execute(() -> {
            long end = System.nanoTime() + timeouts.drainGrace();
            for (Connection connection : connections) {
                if (connection.phase == Connection.Phase.HEAD
                        && (connection.state() & Connection.CORE) == 0
                        && connection.headStart == 0
                        && connection.deadline - end > 0) {
                    connection.deadline = end;
                }
            }
        });
    }

    /** Waits until no connection is open. Returns false when the time is over first. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        synchronized (emptied) {
            while (open.get() > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(emptied, left);
            }
        }
        return true;
    }

    int openConnections() {
        return open.get();
    }

    /** Ends the thread and closes every connection that no core owns. */
    void stop() {
        pauseAccepting();
        loop.submit(() -> {
                    stopping = true;
                    for (Connection connection : connections.toArray(new Connection[0])) {
                        closeUnlessRunning(connection);
                    }
                })
                .syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
