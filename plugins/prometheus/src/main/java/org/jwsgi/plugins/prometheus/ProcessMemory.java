package org.jwsgi.plugins.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads the memory of processes from {@code /proc}; see proc(5). Any thread. */
final class ProcessMemory {
    private static final long KILOBYTE = 1024;

    /** Returns the resident memory of a process in bytes; empty when it is gone. */
    OptionalLong resident(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    String number = line.substring(6).replace("kB", "").strip();
                    return OptionalLong.of(Long.parseLong(number) * KILOBYTE);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // the process has just ended
        }
        return OptionalLong.empty();
    }
}
