package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A library that shifts the time of day of the programs it is preloaded into, by as many seconds as a shared file says at
 * this moment. So a test can put the clock of a server without putting that of the machine.
 */
final class ShiftedClock {
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <fcntl.h>
            #include <stdlib.h>
            #include <sys/mman.h>
            #include <sys/syscall.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static volatile long *shift;

            __attribute__((constructor)) static void begin(void) {
                const char *name = getenv("CLOCK_SHIFT_FILE");
                int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
                if (fd >= 0) {
                    void *page = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, fd, 0);
                    shift = page == MAP_FAILED ? 0 : page;
                    close(fd);
                }
            }

            int clock_gettime(clockid_t id, struct timespec *now) {
                int result = syscall(SYS_clock_gettime, id, now);
                if (result == 0 && shift && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
                    now->tv_sec += *shift;
                }
                return result;
            }

            int gettimeofday(struct timeval *restrict now, void *restrict zone) {
                struct timespec precise;
                int result = clock_gettime(CLOCK_REALTIME, &precise);
                now->tv_sec = precise.tv_sec;
                now->tv_usec = precise.tv_nsec / 1000;
                return result;
            }

            time_t time(time_t *result) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                if (result) {
                    *result = now.tv_sec;
                }
                return now.tv_sec;
            }
            """;

    private ShiftedClock() {}

    /** Compiles the library and returns its path. */
    static Path build(Path directory) throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("clock.c"), SOURCE);
        Path library = directory.resolve("clock.so");
        Process compiler = new ProcessBuilder(
                        "gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
        return library;
    }

    /** Puts the clock. */
    static void set(Path shift, long seconds) throws IOException {
        try (FileChannel file = FileChannel.open(shift, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putLong(0, seconds));
        }
    }
}
