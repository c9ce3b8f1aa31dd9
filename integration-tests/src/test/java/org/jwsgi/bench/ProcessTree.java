package org.jwsgi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code /proc} tells of a server's processes. */
final class ProcessTree {
    private ProcessTree() {}

    /** Returns the pids of the children of a process, whichever of its threads started them. */
    static List<Long> children(long pid) throws IOException {
        List<Long> children = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                for (String child :
                        Files.readString(task.resolve("children")).strip().split(" ")) {
                    if (!child.isEmpty()) {
                        children.add(Long.parseLong(child));
                    }
                }
            }
        }
        return children;
    }

    /** Tells whether a process has ended and waits to be collected. */
    static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false; // it was collected
        }
    }

    /** Returns how many open descriptors of a process are files of a folder, be they deleted or not. */
    static int openFilesIn(long pid, Path folder) throws IOException {
        int count = 0;
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path entry : entries.toList()) {
                try {
                    if (Files.readSymbolicLink(entry).startsWith(folder)) {
                        count++;
                    }
                } catch (IOException e) {
                    // Closed meanwhile.
                }
            }
        }
        return count;
    }
}
