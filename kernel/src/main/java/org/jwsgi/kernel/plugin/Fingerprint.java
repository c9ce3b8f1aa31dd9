package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * A cheap fingerprint of a plugin file or folder: names, sizes and the checksum of each file's last bytes. A jar ends in
 * its directory, which holds a checksum of every entry, so a jar with other contents has another fingerprint. Time
 * stamps do not count: they do not survive copying.
 */
final class Fingerprint {
    private static final int TAIL = 8192;

    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[TAIL];
    private long size;

    private Fingerprint() {}

    /**
     * Returns the fingerprint of a file, or of a folder with everything in it.
     *
     * @throws IOException when it cannot be read
     */
    static String of(Path path) throws IOException {
        Fingerprint fingerprint = new Fingerprint();
        if (Files.isDirectory(path)) {
            fingerprint.addFolder(path, "");
        } else {
            fingerprint.addFile(path);
        }
        return Long.toHexString(fingerprint.size) + "-" + Long.toHexString(fingerprint.checksum.getValue());
    }

    private void addFolder(Path folder, String prefix) throws IOException {
        for (Path child : FolderListing.of(folder)) {
            String name = prefix + child.getFileName();
            if (Files.isDirectory(child)) {
                addFolder(child, name + "/");
            } else {
                checksum.update(name.getBytes(StandardCharsets.UTF_8));
                addFile(child);
            }
        }
    }

    private void addFile(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long length = file.length();
            size += length;
            file.seek(Math.max(0, length - TAIL));
            int count = file.read(buffer);
            if (count > 0) {
                checksum.update(buffer, 0, count);
            }
        }
    }
}
