package org.jwsgi.kernel.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jwsgi.kernel.JwsgiException;

/** Takes the locks of {@code flock} and {@code flock2}: POSIX record locks over a whole file, as uWSGI takes them. */
public final class FileLocks {
    /** A file that cannot be locked. The message is for the user. */
    public static final class LockedException extends JwsgiException {
        private static final long serialVersionUID = 1L;

        LockedException(String message) {
            super(Kind.ENVIRONMENT, message);
        }
    }

    /**
     * The locks of this process, by the real path of their files. They are the process' own: closing any descriptor of a
     * locked file drops its lock, so no second one may be opened, not even to look whether a reload would work.
     */
    private static final Map<Path, FileChannel> HELD = new ConcurrentHashMap<>();

    private FileLocks() {}

    /**
     * Locks a file, which must exist, for as long as this process runs. A file that it has locked already stays so.
     *
     * @param file the file
     * @param name the file as the user named it
     * @param wait whether to wait for a lock that another process holds; this blocks without a limit
     * @throws LockedException when the file cannot be opened, or is locked and wait is not set
     */
    public static FileChannel lock(Path file, String name, boolean wait) {
        FileChannel channel;
        Path real;
        try {
            real = file.toRealPath();
            FileChannel held = HELD.get(real);
            if (held != null) {
                return held;
            }
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new LockedException("open(\"" + name + "\"): " + SourceReader.reason(e));
        }
        try {
            FileLock lock = wait ? channel.lock() : channel.tryLock();
            if (lock != null) {
                HELD.put(real, channel);
                return channel;
            }
        } catch (IOException e) {
            close(channel);
            throw new LockedException("cannot lock " + name + ": " + SourceReader.reason(e));
        }
        close(channel);
        throw new LockedException("cannot lock " + name + ": another process holds it");
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LockedException("cannot close a lock file: " + SourceReader.reason(e));
        }
    }
}
