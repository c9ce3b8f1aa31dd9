package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists folders in a fixed order. Without streams, because it runs at every start. */
final class FolderListing {
    private FolderListing() {}

    /**
     * Returns what is in a folder, sorted by name.
     *
     * @throws IOException when it cannot be read
     */
    static List<Path> of(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                children.add(child);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(children);
        return children;
    }
}
