package org.jwsgi.kernel.request;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.kernel.socket.Listener;

/**
 * One client connection. Runs in: WORKER.
 *
 * <p>It has one owner at a time. The I/O thread owns it while it is idle, while a head arrives and while it is being
 * refused. From a complete head to the end of the response the core that runs the request owns it and reads and writes
 * the socket directly, without a hop through the I/O thread; only when the socket has nothing to read or no room does
 * the core park, and the I/O thread wakes it. Ownership lies in {@link #state}: the {@link #CORE} bit, next to the bits
 * that remember what the edge-triggered poll reported meanwhile.
 *
 * <p>A connection joins the poll set only when somebody must wait for it, so one that brings its request at once and is
 * closed after the response never does.
 */
final class Connection implements EpollIoHandle {
    /** A core owns the connection. */
    static final int CORE = 1;
    /** Bytes, the end of input or an error may have arrived since the last receive. */
    static final int READABLE = 2;
    /** There may be room to write. */
    static final int WRITABLE = 4;

    private static final int ANY_INPUT = Native.EPOLLIN | Native.EPOLLRDHUP | Native.EPOLLERR | 0x10;
    private static final int ANY_OUTPUT = Native.EPOLLOUT | Native.EPOLLERR | 0x10;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Connection.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What the I/O thread does with the connection while it owns it. */
    enum Phase {
        /** Waits for a request or reads its head. */
        HEAD,
        /** Sends its last bytes, then lingers. */
        REFUSING,
        /** Takes in what the client still sends, so that closing does not destroy what it has yet to read. */
        LINGERING,
        /** Done. */
        CLOSED
    }

    final Socket socket;
    final Listener listener;
    final IoThread io;
    private final ClientAddress client;
    private final boolean local;

    private volatile int state;
    private volatile @Nullable Thread waiter;
    private volatile boolean registered;

    private final Inbox inbox = new Inbox();
    private @Nullable ConnectionCodec codec;
    private @Nullable RequestHead head;
    /** Whether the codec has seen a part of a head; it may have consumed all of it. */
    private boolean midHead;

    // The following belong to the I/O thread, or to the core that hands the connection back.
    Phase phase = Phase.HEAD;
    long deadline;
    long headStart;
    boolean served;
    boolean closeAfterLast;
    volatile boolean inputEnded;
    long lingerEnd;

    @Nullable
    ByteBuffer lastBytes;

    @Nullable
    IoRegistration registration;

    Connection(Socket socket, Listener listener, IoThread io, ClientAddress client) {
        this.socket = socket;
        this.listener = listener;
        this.io = io;
        this.client = client;
        this.local = listener.family().isUnix();
        this.codec = io.setup().proxyProtocol() ? null : io.open(listener, client.info(listener, socket, io));
    }

    // ---- identity ----

    /** Returns how log lines name the client. */
    String clientName() {
        return local ? "unix" : client.address() + ":" + client.port();
    }

    String clientAddress() {
        return client.address();
    }

    /** Returns the codec; there is one as soon as a head has been decoded. */
    ConnectionCodec codec() {
        ConnectionCodec current = codec;
        if (current == null) {
            throw new IllegalStateException("the PROXY header has not been read");
        }
        return current;
    }

    /** Returns the bytes of a refusal, none when the protocol is not known yet. */
    ByteBuffer refusal(int status) {
        ConnectionCodec current = codec;
        return current == null ? ByteBuffer.allocate(0) : current.refuse(status);
    }

    // ---- decoding, by the owner ----

    /** Takes bytes that a {@link ReadBuffer} just received and decodes the next head. */
    Decoded decode(ReadBuffer from, int received) {
        if (inbox.isEmpty()) {
            ByteBuffer view = from.view(received);
            Decoded decoded = decode(view);
            if (view.position() < received) {
                inbox.append(from.array(), view.position(), received - view.position());
            }
            return decoded;
        }
        inbox.append(from.array(), 0, received);
        return decodeBuffered();
    }

    /** Decodes the next head from bytes that have been received before. */
    Decoded decodeBuffered() {
        ByteBuffer view = inbox.view();
        Decoded decoded = decode(view);
        inbox.consume(view.position());
        return decoded;
    }

    private Decoded decode(ByteBuffer in) {
        ConnectionCodec current = codec;
        if (current == null) {
            switch (ProxyHeader.read(in)) {
                case ProxyHeader.NeedMore _ -> {
                    return Decoded.NeedMore.INSTANCE;
                }
                case ProxyHeader.Malformed(String reason) -> {
                    return new Decoded.Malformed(400, reason);
                }
                case ProxyHeader.Absent _ -> current = io.open(listener, client.info(listener, socket, io));
                case ProxyHeader.Found found -> {
                    ConnectionInfo direct = client.info(listener, socket, io);
                    if (!found.sourceAddress().isEmpty()) {
                        client.proxied(found.sourceAddress(), found.sourcePort());
                    }
                    current = io.open(listener, found.applyTo(direct));
                }
            }
            codec = current;
            if (in.position() > 0) {
                // Codecs are given their bytes from index 0.
                byte[] rest = new byte[in.remaining()];
                in.get(rest);
                ByteBuffer view = ByteBuffer.wrap(rest);
                Decoded decoded = decodeHead(current, view);
                in.position(in.limit() - view.remaining());
                return decoded;
            }
        }
        return decodeHead(current, in);
    }

    private Decoded decodeHead(ConnectionCodec current, ByteBuffer in) {
        boolean anything = in.hasRemaining();
        Decoded decoded = anything ? current.decode(in) : Decoded.NeedMore.INSTANCE;
        midHead = anything && decoded instanceof Decoded.NeedMore;
        if (decoded instanceof Decoded.Parsed(RequestHead parsed)) {
            head = parsed;
        } else if (decoded instanceof Decoded.NeedMore && in.remaining() > io.headLimit()) {
            return new Decoded.Malformed(431, "the request's head exceeds buffer-size");
        }
        return decoded;
    }

    /** Takes the head that the last decode parsed. */
    RequestHead takeHead() {
        RequestHead taken = head;
        if (taken == null) {
            throw new IllegalStateException("no request has been decoded");
        }
        head = null;
        return taken;
    }

    /** Returns the bytes that have been received and not been consumed. The owner. */
    Inbox inbox() {
        return inbox;
    }

    boolean hasInput() {
        return !inbox.isEmpty();
    }

    /** Tells whether a part of a head has arrived whose rest is missing. */
    boolean midHead() {
        return midHead || hasInput();
    }

    /** Returns how many seconds the protocol lets the connection be idle, 0 when it leaves that to the kernel. */
    int idleSeconds() {
        ConnectionCodec current = codec;
        return current == null ? 0 : current.idleSeconds();
    }

    // ---- ownership ----

    int state() {
        return state;
    }

    /** Gives the connection to a core. I/O thread, or the core that accepted it. */
    void giveToCore(boolean moreToRead) {
        state = moreToRead ? CORE | READABLE : CORE;
    }

    /**
     * Gives the connection back to the I/O thread, unless something arrived meanwhile.
     *
     * @return false when the poll reported input: the core keeps the connection and must receive again
     */
    boolean giveBack() {
        while (true) {
            int current = state;
            if ((current & READABLE) != 0) {
                return false;
            }
            if (STATE.compareAndSet(this, current, 0)) {
                return true;
            }
        }
    }

    /** Gives the connection to the I/O thread for good: the next task there handles it. */
    void surrender() {
        state = 0;
    }

    void clear(int bit) {
        while (true) {
            int current = state;
            if ((current & bit) == 0 || STATE.compareAndSet(this, current, current & ~bit)) {
                return;
            }
        }
    }

    boolean isRegistered() {
        return registered;
    }

    void markRegistered() {
        registered = true;
    }

    /**
     * Parks the calling core until the poll reports a bit.
     *
     * @return false when the time is over
     * @throws InterruptedIOException when the core is interrupted
     */
    boolean await(int bit, long nanos) throws InterruptedIOException {
        long end = System.nanoTime() + nanos;
        waiter = Thread.currentThread();
        try {
            if (!registered) {
                registered = true;
                io.execute(() -> io.register(this));
            }
            while ((state & bit) == 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("interrupted while waiting for the client");
                }
            }
            return true;
        } finally {
            waiter = null;
        }
    }

    /** Receives for a core, waiting for bytes. Returns their number, or -1 when the client sends no more. */
    int receive(ReadBuffer buffer, long nanos) throws IOException {
        while (true) {
            clear(READABLE);
            int received = buffer.receive(socket);
            if (received != 0) {
                noteRest(received, buffer.size());
                return received;
            }
            if (!await(READABLE, nanos)) {
                throw new java.net.SocketTimeoutException("timeout");
            }
        }
    }

    /** Receives into an application's array, as {@link #receive(ReadBuffer, long)}. */
    int receive(ReadBuffer buffer, byte[] target, int offset, int length, long nanos) throws IOException {
        while (true) {
            clear(READABLE);
            int received = buffer.receive(socket, target, offset, length);
            if (received != 0) {
                noteRest(received, Math.min(length, buffer.size()));
                return received;
            }
            if (!await(READABLE, nanos)) {
                throw new java.net.SocketTimeoutException("timeout");
            }
        }
    }

    /** Remembers that the socket may hold more, since the poll reports nothing twice. */
    private void noteRest(int received, int asked) {
        if (received == asked || inputEnded) {
            while (true) {
                int current = state;
                if (STATE.compareAndSet(this, current, current | READABLE)) {
                    return;
                }
            }
        }
    }

    // ---- the poll, on the I/O thread ----

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        int reported = ops.value();
        int bits = ((reported & ANY_INPUT) != 0 ? READABLE : 0) | ((reported & ANY_OUTPUT) != 0 ? WRITABLE : 0);
        if ((reported & (Native.EPOLLRDHUP | Native.EPOLLERR)) != 0) {
            inputEnded = true;
        }
        while (true) {
            int current = state;
            if ((current & CORE) == 0) {
                io.ready(this, bits);
                return;
            }
            if (STATE.compareAndSet(this, current, current | bits)) {
                Thread parked = waiter;
                if (parked != null) {
                    LockSupport.unpark(parked);
                }
                return;
            }
        }
    }

    @Override
    public void close() {
        // Called by the event loop when it ends: everything still open goes.
        io.farewell().forceClosed(this);
    }
}
