package org.jwsgi.kernel.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jwsgi.api.listener.DescriptorChannel;
import org.jwsgi.api.listener.DescriptorListener;
import org.jwsgi.api.listener.DescriptorPassing;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.DescriptorMessages;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.Poller;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.posix.Users;

/** Passes descriptors for plugins, which see numbers only. Any process, any thread; has no state. */
public final class PassedDescriptors implements DescriptorPassing {
    /** The only one. */
    public static final PassedDescriptors PASSING = new PassedDescriptors();

    private PassedDescriptors() {}

    @Override
    public DescriptorChannel connect(String address, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        int fd = -1;
        try {
            fd = Sockets.open(Sockets.AF_UNIX);
            Sockets.setConnectTimeout(fd, Math.max(1, limit.toMillis()));
            Sockets.connect(fd, ListenAddress.local(address).literal().orElseThrow());
            return new Channel(fd, end);
        } catch (JwsgiException | IllegalArgumentException e) {
            if (fd >= 0) {
                Sockets.close(fd);
            }
            if (e instanceof PosixException known) {
                throw known.errno() == Errno.EAGAIN ? timedOut(e) : new IOException(Errno.text(known.errno()), e);
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public DescriptorListener accepting(int fd) {
        return new Listening(fd);
    }

    @Override
    public boolean isListening(int fd) {
        return Sockets.isListening(fd);
    }

    @Override
    public void close(int fd) {
        Sockets.close(fd);
    }

    @Override
    public int user() {
        return Credentials.effectiveUid();
    }

    @Override
    public OptionalInt userId(String user) {
        return new Users().uid(user);
    }

    private static IOException timedOut(Throwable cause) {
        IOException exception = new InterruptedIOException("no answer in time");
        exception.initCause(cause);
        return exception;
    }

    /**
     * Accepts on a descriptor that belongs to the table of listeners. It never changes that, for all who hold the socket share
     * its state: closing ends only the waiting.
     */
    private static final class Listening implements DescriptorListener {
        private final int fd;
        private final Poller poller = new Poller();
        private boolean closed;
        private boolean waiting;

        Listening(int fd) {
            this.fd = fd;
            poller.watch(fd);
        }

        @Override
        public DescriptorChannel accept() throws IOException {
            enter();
            try {
                while (true) {
                    poller.await(-1);
                    synchronized (this) {
                        if (closed) {
                            throw new ClosedChannelException();
                        }
                    }
                    int accepted = Sockets.accept(fd);
                    if (accepted >= 0) {
                        return new Channel(accepted, Long.MAX_VALUE);
                    }
                    if (accepted != -Errno.EAGAIN && accepted != -Errno.EINTR) {
                        throw new IOException(Errno.text(-accepted));
                    }
                }
            } finally {
                leave();
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                if (waiting) {
                    poller.wake();
                } else {
                    poller.close();
                }
            }
        }

        private synchronized void enter() throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
            waiting = true;
        }

        private synchronized void leave() {
            waiting = false;
            if (closed) {
                poller.close();
            }
        }
    }

    /** One connection. */
    private static final class Channel implements DescriptorChannel {
        private static final long NO_END = Long.MAX_VALUE;

        private final int fd;
        private final long endNanos;
        private boolean closed;

        Channel(int fd, long endNanos) {
            this.fd = fd;
            this.endNanos = endNanos;
        }

        @Override
        public Peer peer() throws IOException {
            try {
                Sockets.Peer peer = Sockets.peer(fd);
                return new Peer(peer.pid(), peer.uid());
            } catch (PosixException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void send(byte[] bytes, List<Integer> descriptors) throws IOException {
            int sent = DescriptorMessages.send(fd, bytes, descriptors);
            if (sent < 0) {
                throw new IOException(Errno.text(-sent));
            }
            if (sent < bytes.length) {
                throw new IOException("the other end does not read");
            }
        }

        @Override
        public Received receive(int limit) throws IOException {
            try {
                if (endNanos != NO_END) {
                    long millis = (endNanos - System.nanoTime()) / 1_000_000;
                    if (millis <= 0) {
                        throw timedOut(new IOException("the limit was reached"));
                    }
                    Sockets.setReceiveTimeout(fd, millis);
                }
                DescriptorMessages.Message message = DescriptorMessages.receive(fd, limit);
                return new Received(message.bytes(), message.descriptors(), !message.truncated());
            } catch (PosixException e) {
                throw e.errno() == Errno.EAGAIN ? timedOut(e) : new IOException(Errno.text(e.errno()), e);
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                Sockets.close(fd);
            }
        }
    }
}
