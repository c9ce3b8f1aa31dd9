package org.jwsgi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a process weighs. */
final class Memory {
    private Memory() {}

    /** Returns the proportional set size of a process in kB. */
    static long pssKilobytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no Pss in the smaps_rollup of " + pid);
    }
}
