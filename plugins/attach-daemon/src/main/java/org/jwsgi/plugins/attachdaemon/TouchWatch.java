package org.jwsgi.plugins.attachdaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that somebody may touch. A file that is missing at the first look counts as touched when it appears. Owned by the
 * thread that looks, which waits for the file system.
 */
final class TouchWatch {
    private static final long MISSING = -1;

    private final List<Path> files;
    private final List<Long> times = new ArrayList<>();

    TouchWatch(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** Returns the files that were touched since the last call; none the first time. */
    List<Path> touched() {
        List<Path> touched = new ArrayList<>();
        if (times.isEmpty()) {
            files.forEach(file -> times.add(timeOf(file)));
        }
        for (int i = 0; i < files.size(); i++) {
            long time = timeOf(files.get(i));
            if (time != times.get(i)) {
                times.set(i, time);
                if (time != MISSING) {
                    touched.add(files.get(i));
                }
            }
        }
        return touched;
    }

    private static long timeOf(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return MISSING;
        }
    }
}
