package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Lets one process of all that find an archive missing make it: a hundred vassals that start from a fresh installation would
 * else begin a hundred training runs. The operating system gives the lock back when its holder ends, in whatever way. Any
 * process; within one, a single thread takes a lock.
 */
final class AotLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private AotLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** What the holder of a lock does; one process can hold each. */
    enum Task {
        /** It has a training run made, and waits for it. */
        ASK,
        /** It makes a training run, even when who asked for it is gone. */
        TRAIN
    }

    /**
     * Takes the lock of an archive if nobody has it.
     *
     * @throws IOException when the folder of the archive cannot be written
     */
    static Optional<AotLock> take(Path archive, Task task) throws IOException {
        Files.createDirectories(archive.toAbsolutePath().getParent());
        Path file = archive.resolveSibling(archive.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(task.ordinal(), 1, false);
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new AotLock(file, channel));
    }

    /** Removes the file of the lock, as long as it is held; who comes later finds the archive. */
    void removeFile() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
