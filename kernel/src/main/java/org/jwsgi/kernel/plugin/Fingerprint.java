package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A cheap fingerprint of a plugin file or folder: names, sizes and the checksum of each file's last bytes. A jar ends in
 * its directory, which holds a checksum of every entry, so a jar with other contents has another fingerprint. Time
 * stamps do not count: they do not survive copying.
 */
final class Fingerprint {
    private static final int TAIL = 8192;

    private final CRC32 checksum = new CRC32();
    private final ByteBuffer buffer = ByteBuffer.allocate(TAIL);
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
            fingerprint.addFolder(path);
        } else {
            fingerprint.addFile(path);
        }
        return Long.toHexString(fingerprint.size) + "-" + Long.toHexString(fingerprint.checksum.getValue());
    }

    private void addFolder(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            checksum.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            addFile(file);
        }
    }

    private void addFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            size += length;
            long position = Math.max(0, length - TAIL);
            buffer.clear();
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, position + buffer.position());
                if (count < 0) {
                    break;
                }
            }
            checksum.update(buffer.array(), 0, buffer.position());
        }
    }
}
