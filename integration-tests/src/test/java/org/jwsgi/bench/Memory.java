package org.jwsgi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a process weighs. */
final class Memory {
    private Memory() {}

    /** Returns the proportional set size of a process in kB. */
    static long pssKilobytes(long pid) throws IOException {
        return kilobytes(pid, "Pss:");
    }

    /** Returns the resident set size of a process in kB. */
    static long rssKilobytes(long pid) throws IOException {
        return kilobytes(pid, "Rss:");
    }

    private static long kilobytes(long pid, String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + key + " in the smaps_rollup of " + pid);
    }
}
