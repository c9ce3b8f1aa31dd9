package org.jwsgi.plugins.statspusherfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jwsgi.api.stats.StatsPicture;
import org.jwsgi.api.stats.StatsPushException;
import org.jwsgi.api.stats.StatsPusher;

/** Appends one JSON tree and the separator at each push. The file is opened each time, so it may be moved away. */
final class FilePusher implements StatsPusher {
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final Path path;
    private final byte[] separator;

    FilePusher(Path path, byte[] separator) {
        this.path = path;
        this.separator = separator.clone();
    }

    @Override
    public void push(StatsPicture picture) throws StatsPushException {
        byte[] json = picture.json();
        ByteBuffer content = ByteBuffer.allocate(json.length + separator.length);
        content.put(json).put(separator).flip();
        Set<StandardOpenOption> append = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try (FileChannel file = FileChannel.open(path, append, MODE)) {
            while (content.hasRemaining()) {
                file.write(content);
            }
        } catch (IOException e) {
            throw new StatsPushException("cannot append to " + path + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException gone -> "no such directory";
            case AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
