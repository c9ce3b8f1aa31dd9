package org.jwsgi.kernel.request;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.socket.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections from one listening socket. Runs in: WORKER, on the I/O thread, or on a core that has nothing else
 * to do.
 *
 * <p>The poll is edge-triggered and {@link #pending} remembers that the queue may hold a connection. So a worker without
 * a free core leaves connections in the queue for others without taking the socket out of the poll set, and the core
 * that becomes free takes the next one itself.
 */
final class Acceptor implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long RETRY_MILLIS = 100;
    private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;
    /** ENFILE, ENOBUFS: Linux' numbers on every platform that jwsgi runs on. */
    private static final int ENFILE = 23;

    private static final int ENOBUFS = 105;

    private final Listener listener;
    private final IoThread io;
    private final Socket socket;
    private final String tooManyFiles;
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] address = new byte[128];
    private volatile boolean pending = true;
    private volatile boolean paused;
    private volatile boolean exhausted;
    private long lastLog = System.nanoTime() - LOG_INTERVAL_NANOS;

    Acceptor(Listener listener, IoThread io) {
        this.listener = listener;
        this.io = io;
        this.socket = new Socket(listener.fd());
        // When descriptors run out it is too late to load what tells so.
        this.tooManyFiles = Errno.text(Errno.EMFILE);
    }

    /** Tells whether a connection may wait that this worker wants. */
    boolean pending() {
        return pending && !paused && !exhausted;
    }

    void pause() {
        paused = true;
    }

    /** Returns once every connection that this worker has accepted is counted as open. After {@link #pause}. Any thread. */
    void settle() {
        lock.lock();
        lock.unlock();
    }

    void resume() {
        paused = false;
        pending = true;
    }

    /** Accepts one connection, or returns null when none waits or another thread is accepting. */
    @Nullable
    Connection accept(boolean wait) {
        while (pending()) {
            if (wait) {
                lock.lock();
            } else if (!lock.tryLock()) {
                return null;
            }
            try {
                if (paused) {
                    return null; // since the lock was asked for
                }
                pending = false;
                int fd = socket.accept(address);
                if (fd >= 0) {
                    pending = true;
                    return io.accepted(new Socket(fd), listener, ClientAddress.accepted(listener, address));
                }
            } catch (IOException e) {
                failed(e);
            } finally {
                lock.unlock();
            }
        }
        return null;
    }

    private void failed(IOException e) {
        pending = true;
        int errno = e instanceof NativeIoException expected ? -expected.expectedErr() : 0;
        if (errno == Errno.EMFILE || errno == ENFILE || errno == ENOBUFS || errno == Errno.ENOMEM) {
            exhausted = true;
            if (System.nanoTime() - lastLog >= LOG_INTERVAL_NANOS) {
                lastLog = System.nanoTime();
                LOG.error(
                        "cannot accept on {}: {}; connections wait in the listen queue",
                        listener.name(),
                        errno == Errno.EMFILE ? tooManyFiles : Errno.text(errno));
            }
            io.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else if (errno == Errno.EBADF || errno == Errno.EINVAL || errno == Errno.ENOTSOCK) {
            paused = true;
            LOG.error("cannot accept on {}: {}; it is not served any more", listener.name(), Errno.text(errno));
        }
        // Otherwise the connection broke before it was accepted: the next one may be fine.
    }

    private void retry() {
        exhausted = false;
        io.acceptWaiting();
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        pending = true;
        io.acceptWaiting();
    }

    @Override
    public void close() {
        // The listening socket belongs to the process that bound it.
    }
}
