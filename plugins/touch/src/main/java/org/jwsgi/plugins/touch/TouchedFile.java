package org.jwsgi.plugins.touch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * A file and the modification time that is remembered of it. It counts as touched when the time grows, when the file
 * appears and when it vanishes. Owned by one thread.
 */
final class TouchedFile {
    private final Path path;
    private Optional<FileTime> remembered;

    TouchedFile(Path path) {
        this.path = path;
        this.remembered = time();
    }

    Path path() {
        return path;
    }

    /** Tells whether the file was missing when it was last looked at. */
    boolean missing() {
        return remembered.isEmpty();
    }

    /** Looks at the file and tells whether it was touched since the last look that found it so. */
    boolean touched() {
        Optional<FileTime> now = time();
        boolean touched = now.isPresent() && remembered.isPresent()
                ? now.get().compareTo(remembered.get()) > 0
                : now.isPresent() != remembered.isPresent();
        if (touched) {
            remembered = now;
        }
        return touched;
    }

    /** Returns the time in full; two touches within one second are two. */
    private Optional<FileTime> time() {
        try {
            return Optional.of(Files.getLastModifiedTime(path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
