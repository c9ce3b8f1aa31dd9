package org.jwsgi.plugins.logfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogSink;
import org.slf4j.Logger;

/**
 * Appends lines to a file of mode 0640 and, when it has grown beyond its limit, renames it and begins a new one. A named
 * pipe is opened for reading as well, so that opening does not wait for a reader, and is never renamed. Runs in: the
 * process that reads the log, on the logger's thread.
 */
final class FileSink implements LogSink {
    private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private static final int FORMAT_MASK = 0170000; // of st_mode
    private static final int FORMAT_PIPE = 0010000;

    private final Path file;
    private final long limit;
    private final @Nullable Path backup;
    private final LongSupplier clock;
    private final Logger log;
    private @Nullable FileChannel channel;
    private long size;
    private boolean pipe;
    private String complaint = "";

    /**
     * Creates the sink.
     *
     * @param limit the size in bytes that makes it rotate, 0 for none
     * @param backup what a rotated file is called, {@code FILE.EPOCH} when null
     * @param clock gives the time in milliseconds since the epoch
     * @param log takes what must not fail a line that is written already; may lead back here
     */
    FileSink(Path file, long limit, @Nullable Path backup, LongSupplier clock, Logger log) {
        this.file = file;
        this.limit = limit;
        this.backup = backup;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public void open() throws IOException {
        opened();
    }

    private synchronized FileChannel opened() throws IOException {
        FileChannel current = channel;
        return current == null ? openAnew() : current;
    }

    /** Opens the file and only then closes what was open: when that fails, the lines still have a place to go. */
    private synchronized FileChannel openAnew() throws IOException {
        FileChannel fresh;
        boolean freshPipe = isPipe();
        try {
            fresh = freshPipe
                    ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), MODE);
        } catch (FileSystemException e) {
            throw new IOException("cannot open " + file + ": " + reason(e), e);
        }
        close();
        channel = fresh;
        pipe = freshPipe;
        size = freshPipe ? 0 : fresh.size();
        return fresh;
    }

    private boolean isPipe() throws IOException {
        return Files.exists(file) && (((Integer) Files.getAttribute(file, "unix:mode")) & FORMAT_MASK) == FORMAT_PIPE;
    }

    @Override
    public void write(LogLine line) throws IOException {
        FileChannel out = opened();
        ByteBuffer bytes = ByteBuffer.wrap(line.bytes());
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            if (!pipe) {
                takeBack(out, bytes.position());
            }
            throw new IOException(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT), e);
        }
        size += line.bytes().length;
        if (limit > 0 && size > limit && !pipe) {
            rotateOrComplain();
        }
    }

    /** The line is in the file: a failure here would have it written once more. */
    private void rotateOrComplain() {
        String problem = "";
        try {
            rotate();
        } catch (IOException e) {
            size = 0; // not again for each line: the next attempt is due when it has grown as much again
            problem = String.valueOf(e.getMessage());
        }
        // Once, since these words may come back as the line that makes the next attempt due.
        if (!problem.isEmpty() && !problem.equals(complaint)) {
            log.warn("{}", problem);
        }
        complaint = problem;
    }

    /** A line that was written in part will be written again as a whole. */
    private static void takeBack(FileChannel out, int written) throws IOException {
        if (written > 0) {
            out.truncate(out.size() - written);
        }
    }

    @Override
    public void reopen() throws IOException {
        FileChannel unused = openAnew();
    }

    @Override
    public void rotate() throws IOException {
        if (pipe) {
            return;
        }
        if (Files.exists(file)) { // else somebody took it away, and a new one is all that is missing
            Path target = backup == null ? freeName() : backup;
            try {
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                throw new IOException("cannot rotate " + file + " to " + target + ": " + reason(e), e);
            }
        }
        reopen();
    }

    private Path freeName() {
        long second = clock.getAsLong() / 1000;
        Path name = Path.of(file + "." + second);
        for (int i = 2; Files.exists(name); i++) {
            name = Path.of(file + "." + second + "-" + i);
        }
        return name;
    }

    // The JDK gives some reasons by the exception's class only.
    private static String reason(FileSystemException problem) {
        return switch (problem) {
            case NoSuchFileException missing -> "no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(problem.getReason()).toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public synchronized void close() {
        FileChannel current = channel;
        channel = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // What was written is in the hands of the machine.
            }
        }
    }
}
