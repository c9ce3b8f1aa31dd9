package org.jwsgi.plugins.attachdaemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The pidfile of a daemon, and beside it, under the same name with {@code .jwsgi}, a record of the process that was last
 * found to be the daemon: pid, time of its start, and the machine's boot. By the record a later master recognizes a daemon
 * that nothing else tells from another program. Users choose where it is, so every method may block as long as the file
 * system does: on the daemon's {@link FileThread} only.
 */
final class Pidfile {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    /** File systems and the clock of processes agree on the time to about this many milliseconds. */
    private static final long SLACK_MILLIS = 2000;
    /** More than any pidfile or record has. */
    private static final int LONGEST = 1024;

    private final Path file;
    private final Path record;

    Pidfile(Path file) {
        this.file = file;
        this.record = Path.of(file + ".jwsgi");
    }

    Path path() {
        return file;
    }

    /**
     * What was found at one moment.
     *
     * @param pid the number at the start of the file, 0 when there is none
     * @param writtenMillis when the file was written, in milliseconds since the epoch; means nothing without a pid
     * @param record the record beside it, empty when there is none
     */
    record Look(int pid, long writtenMillis, String record) {
        private static final Look NOTHING = new Look(0, 0, "");

        /** Tells whether the file was written after a process had been started: otherwise it means another process. */
        boolean isYoungerThan(ProcessIdentity process) {
            return writtenMillis + SLACK_MILLIS >= process.startedAtMillis();
        }

        /** Tells whether the record names a process. */
        boolean remembers(ProcessIdentity process) {
            try {
                return record.equals(text(process));
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Reads the file and the record. */
    Look look() {
        try {
            int pid = number(read(file).stripLeading());
            return pid == 0
                    ? Look.NOTHING
                    : new Look(pid, Files.getLastModifiedTime(file).toMillis(), recorded());
        } catch (IOException e) {
            return Look.NOTHING;
        }
    }

    private String recorded() {
        try {
            return read(record);
        } catch (IOException e) {
            return "";
        }
    }

    /** Reads the beginning of a file, since the name may lead to anything. */
    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), ISO_8859_1);
        }
    }

    private static int number(String text) {
        int end = 0;
        while (end < text.length() && end < 10 && Character.isDigit(text.charAt(end))) {
            end++;
        }
        long pid = end == 0 ? 0 : Long.parseLong(text.substring(0, end));
        return pid > Integer.MAX_VALUE ? 0 : (int) pid;
    }

    /** Records the process that is the daemon. A folder where nothing can be written has no record. */
    void remember(ProcessIdentity process) {
        try {
            String text = text(process);
            if (!recorded().equals(text)) {
                replace(record, text);
            }
        } catch (IOException e) {
            forget();
        }
    }

    /** Removes the record. */
    void forget() {
        try {
            Files.deleteIfExists(record);
        } catch (IOException e) {
            record.toFile().deleteOnExit(); // a record that stays names a process that is gone: nobody believes it
        }
    }

    /**
     * Writes a pid into the file. Where nothing can be added to the folder, as in one of root's that holds a file for this
     * user, what the file holds is replaced instead.
     *
     * @throws IOException when that is not possible; the message is the reason alone
     */
    void write(int pid) throws IOException {
        String text = pid + "\n";
        try {
            replace(file, text);
        } catch (AccessDeniedException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(file)) {
                throw new IOException("permission denied", e);
            }
            Files.writeString(
                    file,
                    text,
                    ISO_8859_1,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new IOException("no such directory", e);
        }
    }

    /** Never follows a link that somebody placed in a folder where everybody may write, such as {@code /tmp}. */
    private static void replace(Path target, String text) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null) {
            throw new NoSuchFileException(target.toString());
        }
        Path fresh = Files.createTempFile(
                parent,
                ".jwsgi",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, text, ISO_8859_1);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("cannot replace " + target, e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String text(ProcessIdentity process) throws IOException {
        return process.pid() + " " + process.started() + " " + Files.readString(BOOT_ID);
    }
}
