package org.jwsgi.kernel.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.Processes;

/**
 * Collects children that nobody here has started: orphans that became this process' children because it is the first
 * process of a container, and what a library has left behind. Children of the JDK's process API are collected by the JDK
 * as soon as they end, and must be left to it; so a child counts as nobody's once it was found dead in two looks in a
 * row. Owned by the supervisor's loop thread.
 */
public final class OrphanReaper {
    private static final Path TASKS = Path.of("/proc/self/task");

    private final BiConsumer<Integer, ExitStatus> report;
    private Set<Integer> suspects = Set.of();

    /**
     * Creates it.
     *
     * @param report is told of each collected process
     */
    public OrphanReaper(BiConsumer<Integer, ExitStatus> report) {
        this.report = report;
    }

    /** Looks once. To be called about once a second, after all known children that have ended are collected. */
    public void look() {
        if (!Processes.hasDeadChild()) {
            suspects = Set.of();
            return;
        }
        Set<Integer> dead = new HashSet<>();
        for (int pid : children()) {
            if (isDead(pid)) {
                if (suspects.contains(pid)) {
                    Optional<ExitStatus> status = Processes.reap(pid);
                    status.ifPresent(how -> report.accept(pid, how));
                } else {
                    dead.add(pid);
                }
            }
        }
        suspects = dead;
    }

    /** Every thread has children of its own; the kernel lists them by thread. */
    private static Set<Integer> children() {
        Set<Integer> pids = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                for (String pid : read(task.resolve("children")).split(" ")) {
                    if (!pid.isBlank()) {
                        pids.add(Integer.parseInt(pid.strip()));
                    }
                }
            }
        } catch (IOException e) {
            return Set.of(); // without /proc there is no telling whose they are
        }
        return pids;
    }

    private static boolean isDead(int pid) {
        String stat = read(Path.of("/proc", Integer.toString(pid), "stat"));
        int end = stat.lastIndexOf(')');
        return end > 0 && stat.startsWith(" Z", end + 1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // the thread or process is gone
        }
    }
}
