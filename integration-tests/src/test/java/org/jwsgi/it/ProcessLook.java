package org.jwsgi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the kernel tells about a running process. */
final class ProcessLook {
    private ProcessLook() {}

    /** Returns what the open descriptors point to, without the files of programs and libraries. */
    static List<String> descriptors(long pid) throws IOException {
        List<String> targets = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path entry : entries.toList()) {
                try {
                    String target = Files.readSymbolicLink(entry).toString();
                    if (!target.endsWith(".jar") && !target.endsWith(".so") && !target.endsWith("/modules")) {
                        targets.add(target);
                    }
                } catch (IOException e) {
                    // Closed meanwhile.
                }
            }
        }
        return targets;
    }

    /** Returns the number of threads. */
    static int threads(long pid) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return (int) entries.count();
        }
    }

    /** Returns the resident memory in MB. */
    static long residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS of " + pid);
    }

    /** A condition that may fail to be read. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits until something holds. */
    static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain until " + what);
            }
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }

    /** Waits until a process has as few descriptors as before. */
    static void awaitDescriptors(long pid, List<String> before) throws Exception {
        try {
            await("descriptors are closed", () -> descriptors(pid).size() <= before.size());
        } catch (AssertionError e) {
            throw new AssertionError("before: " + before + "\nafter: " + descriptors(pid), e);
        }
    }
}
