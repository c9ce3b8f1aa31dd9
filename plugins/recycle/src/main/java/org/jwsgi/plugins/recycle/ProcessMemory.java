package org.jwsgi.plugins.recycle;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Measures with {@code /proc/self/status} and the JVM's memory pools. The pools are touched only when asked for. */
final class ProcessMemory implements MemoryGauge {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Override
    public long rss() {
        return kilobytes("VmRSS:");
    }

    @Override
    public long vsz() {
        return kilobytes("VmSize:");
    }

    private static long kilobytes(String name) {
        try {
            for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(name)) {
                    String digits =
                            line.substring(name.length(), line.length() - 2).strip();
                    return Long.parseLong(digits) * 1024;
                }
            }
        } catch (IOException e) {
            return 0; // without /proc there is no measure
        }
        return 0;
    }

    @Override
    public long heap() {
        long survived = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            @Nullable MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            if (usage != null) {
                survived += usage.getUsed();
            }
        }
        return survived;
    }
}
