package org.jwsgi.kernel.log;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jwsgi.kernel.posix.SystemFacts;

/**
 * How much memory this process uses.
 *
 * @param rss resident memory in bytes
 * @param vsz address space in bytes
 */
public record MemoryUse(long rss, long vsz) {
    /** What is shown while memory is not sampled. */
    public static final MemoryUse NONE = new MemoryUse(0, 0);

    /** Who wants to know of each sample, such as the scoreboard. Called on the request's thread. */
    @FunctionalInterface
    public interface Listener {
        /** Takes a sample. */
        void sampled(MemoryUse use);
    }

    /** Samples the memory of this process from {@code /proc/self/statm}; {@link #NONE} where it cannot be read. */
    public static MemoryUse now() {
        return read("/proc/self/statm");
    }

    /** Samples the memory of another process; {@link #NONE} where it cannot be read. */
    public static MemoryUse of(int pid) {
        return read("/proc/" + pid + "/statm");
    }

    private static MemoryUse read(String file) {
        byte[] text = new byte[128];
        try (InputStream in = new FileInputStream(file)) {
            return parse(text, in.read(text), PageSize.BYTES);
        } catch (IOException e) {
            return NONE;
        }
    }

    /** Reads the first two numbers of the file, address space and resident memory in pages. */
    static MemoryUse parse(byte[] text, int length, int pageSize) {
        long[] pages = new long[2];
        int field = 0;
        for (int i = 0; i < length && field < 2; i++) {
            if (text[i] == ' ') {
                field++;
            } else {
                pages[field] = pages[field] * 10 + (text[i] - '0');
            }
        }
        return new MemoryUse(pages[1] * pageSize, pages[0] * pageSize);
    }

    private static final class PageSize {
        static final int BYTES = SystemFacts.pageSize();
    }
}
