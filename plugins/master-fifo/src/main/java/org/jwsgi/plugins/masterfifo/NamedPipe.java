package org.jwsgi.plugins.masterfifo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A named pipe that this process reads. It is open for writing, too, so that opening waits for nobody and reading never
 * meets an end when a writer leaves. Any thread; closing it wakes a reader.
 */
final class NamedPipe implements AutoCloseable {
    private static final int MODE = 0600;
    private static final int PIPE = 0010000;

    private final Path path;
    private final FileChannel channel;
    private final Object identity;

    private NamedPipe(Path path, FileChannel channel, Object identity) {
        this.path = path;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Opens a pipe that only its owner may use. One that is there already is taken over when nobody reads it any more, as
     * after a reload: a writer that waits for a reader is not left waiting. Any other file is replaced.
     *
     * @throws IOException when that is not possible; its message is the reason alone
     */
    static NamedPipe create(Path path) throws IOException {
        if (!abandoned(path)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new IOException("the file that is there cannot be removed", e);
            }
            int error = Mkfifo.make(path, MODE);
            if (error != 0) {
                throw new IOException(Mkfifo.reason(error));
            }
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new NamedPipe(path, channel, identity(path));
    }

    /** Tells whether a path is a pipe of this user, as private as it has to be, that nobody reads. */
    private static boolean abandoned(Path path) {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            return mode == (PIPE | MODE)
                    && owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                    && !Mkfifo.hasReader(path);
        } catch (IOException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    /** Waits for bytes. The buffer must have room. */
    void read(ByteBuffer buffer) throws IOException {
        channel.read(buffer);
    }

    /** Tells whether the file is still the one that was made. */
    boolean inPlace() {
        try {
            return identity(path).equals(identity);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        if (key == null) {
            throw new NoSuchFileException(path.toString());
        }
        return key;
    }
}
