package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits until one of several descriptors is readable, or until another thread wakes it. All methods belong to the
 * waiting thread, except {@link #wake}.
 */
public final class Poller implements AutoCloseable {
    private static final int EFD_FLAGS = 0x80000 | 0x800; // EFD_CLOEXEC | EFD_NONBLOCK
    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final MemorySegment POLL = Libc.function("poll");

    private final List<Integer> watched = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment counter = arena.allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment one = arena.allocate(ValueLayout.JAVA_LONG);
    private final int wakeFd;

    /** Opens it. */
    public Poller() {
        wakeFd = Libc.callInt(Libc.function("eventfd"), 0, EFD_FLAGS);
        if (wakeFd < 0) {
            throw new PosixException("cannot open an eventfd", -wakeFd);
        }
        one.set(ValueLayout.JAVA_LONG, 0, 1L);
        watched.add(wakeFd);
    }

    /** Begins to watch a descriptor. */
    public void watch(int fd) {
        watched.add(fd);
    }

    /** Ceases to watch a descriptor. */
    public void forget(int fd) {
        watched.remove((Integer) fd);
    }

    /** Ends a running or the next wait. Any thread. */
    public void wake() {
        Descriptors.write(wakeFd, one);
    }

    /**
     * Waits.
     *
     * @param timeoutMillis the longest wait, negative for no end
     * @return the watched descriptors that are readable or at their end
     */
    public List<Integer> await(int timeoutMillis) {
        try (Arena local = Arena.ofConfined()) {
            int count = watched.size();
            MemorySegment fds = local.allocate((long) POLLFD_BYTES * count, 4);
            for (int i = 0; i < count; i++) {
                fds.set(ValueLayout.JAVA_INT, (long) i * POLLFD_BYTES, watched.get(i));
                fds.set(ValueLayout.JAVA_SHORT, (long) i * POLLFD_BYTES + 4, POLLIN);
            }
            int ready = Libc.callInt(POLL, fds.address(), count, timeoutMillis);
            if (ready < 0 && ready != -Errno.EINTR) {
                throw new PosixException("cannot wait for events", -ready);
            }
            List<Integer> readable = new ArrayList<>();
            for (int i = 0; ready > 0 && i < count; i++) {
                if (fds.get(ValueLayout.JAVA_SHORT, (long) i * POLLFD_BYTES + 6) != 0) {
                    readable.add(watched.get(i));
                }
            }
            if (readable.remove((Integer) wakeFd)) {
                Descriptors.read(wakeFd, counter);
            }
            return readable;
        }
    }

    /** Releases its own descriptor; the watched ones stay open. Not while another thread may wake it. */
    @Override
    public void close() {
        Descriptors.close(wakeFd);
        arena.close();
    }
}
