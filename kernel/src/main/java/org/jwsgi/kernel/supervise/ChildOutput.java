package org.jwsgi.kernel.supervise;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.SystemThread;

/**
 * Reads what children write and hands it on line by line. Runs in: MASTER, on one thread of its own for all children,
 * which starts with the first one.
 *
 * <p>Memory is bounded: a line of more than {@link #LONGEST} bytes is handed on in pieces, and what is not read yet waits
 * in the child's pipe, so a child that writes faster than the log takes it is slowed down. A flood costs at most a
 * quarter of a processor, so that it does not starve the workers.
 */
final class ChildOutput {
    /** The longest line in bytes. */
    static final int LONGEST = 8192;

    private static final int CHUNK = 16 * 1024;
    private static final int REST_FOR_WORK = 3;

    private @Nullable EventLoop loop;

    /**
     * Reads from a descriptor until its end, then closes it. Master loop.
     *
     * @param lines takes each line, without its end; called on the reading thread
     */
    void read(int fd, Consumer<String> lines) {
        EventLoop running = loop;
        if (running == null) {
            running = new EventLoop();
            loop = running;
            EventLoop started = running;
            SystemThread.start("child output", () -> run(started));
        }
        Reader reader = new Reader(running, fd, lines);
        EventLoop target = running;
        running.post(() -> target.watch(fd, reader::readSome));
    }

    private static void run(EventLoop loop) {
        while (true) {
            loop.turn(-1);
        }
    }

    /** The unfinished line of one child. Reading thread only. */
    static final class Reader {
        private final EventLoop loop;
        private final int fd;
        private final Consumer<String> lines;
        private final byte[] line = new byte[LONGEST];
        private int length;

        Reader(EventLoop loop, int fd, Consumer<String> lines) {
            this.loop = loop;
            this.fd = fd;
            this.lines = lines;
        }

        void readSome() {
            long start = System.nanoTime();
            int count;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(CHUNK);
                count = Descriptors.read(fd, buffer);
                for (int i = 0; i < count; i++) {
                    take(buffer.get(ValueLayout.JAVA_BYTE, i));
                }
            }
            if (count == CHUNK) {
                LockSupport.parkNanos(REST_FOR_WORK * (System.nanoTime() - start));
            } else if (count <= 0 && count != -Errno.EAGAIN) {
                finish();
                loop.forget(fd);
                Descriptors.close(fd);
            }
        }

        void take(byte b) {
            if (b == '\n') {
                hand();
            } else {
                line[length++] = b;
                if (length == LONGEST) {
                    hand();
                }
            }
        }

        void finish() {
            if (length > 0) {
                hand();
            }
        }

        private void hand() {
            int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
            length = 0;
            lines.accept(new String(line, 0, end, UTF_8));
        }
    }
}
