package org.jwsgi.kernel.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.StandardStreams;

/**
 * Keeps a worker's log in step with the master's. The master renames the log file and opens a new one; the worker's own
 * descriptors would stay with the old one. So, at most once a second and only when something is logged, it looks whether
 * its file has been moved and a new one is there, and opens that. Any thread.
 */
final class FollowingSink implements LineSink {
    private static final Path OPENED = Path.of("/proc/self/fd/2");

    private final LineSink next;
    private final LongSupplier clock;
    private final @Nullable Path file;
    private final AtomicLong checkedAt;

    /**
     * Creates the sink.
     *
     * @param next writes to standard error
     * @param clock gives the time in milliseconds since the epoch
     */
    FollowingSink(LineSink next, LongSupplier clock) {
        this.next = next;
        this.clock = clock;
        this.file = opened();
        this.checkedAt = new AtomicLong(clock.getAsLong() / 1000);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        long second = clock.getAsLong() / 1000;
        long checked = checkedAt.get();
        if (second != checked && checkedAt.compareAndSet(checked, second)) {
            follow();
        }
        next.write(bytes, offset, length);
    }

    private void follow() {
        if (file == null || file.equals(opened()) || !Files.isRegularFile(file)) {
            return;
        }
        try {
            StandardStreams.toFile(file, 0640, -1, false);
        } catch (PosixException e) {
            // The user that privileges were dropped to may not open it: this worker's lines stay in the old file, and
            // saying so each second would only fill it.
        }
    }

    private static @Nullable Path opened() {
        try {
            return Files.readSymbolicLink(OPENED);
        } catch (IOException e) {
            return null;
        }
    }
}
