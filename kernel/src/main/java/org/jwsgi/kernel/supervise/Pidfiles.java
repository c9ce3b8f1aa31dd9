package org.jwsgi.kernel.supervise;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jwsgi.kernel.JwsgiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pid files of an instance. Each holds the decimal pid and a newline. Relative names belong to the start folder,
 * those of the second pair to {@code chdir}. Master or sole process, main thread.
 */
public final class Pidfiles {
    private static final Logger LOG = LoggerFactory.getLogger(Pidfiles.class);

    private final PidfileOptions options;
    private final Path start;
    private final Path directory;
    private final byte[] content;

    /**
     * Prepares them.
     *
     * @param start the start folder
     * @param chdir the configured working directory
     * @param pid what they hold
     */
    public Pidfiles(PidfileOptions options, Path start, Optional<Path> chdir, long pid) {
        this.options = options;
        this.start = start;
        this.directory = chdir.map(start::resolve).orElse(start);
        this.content = (pid + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes {@code pidfile}; before privileges are dropped, and not on a reload. */
    public void writeEarly() {
        options.pidfile().ifPresent(file -> write(start.resolve(file)));
    }

    /** Writes {@code pidfile2}; after privileges are dropped, and not on a reload. */
    public void writeUnprivileged() {
        options.pidfile2().ifPresent(file -> write(directory.resolve(file)));
    }

    /** Writes both {@code safe-pidfile}s; once the workers are started, on every start and reload. */
    public void writeSafe() {
        options.safePidfile().ifPresent(file -> write(directory.resolve(file)));
        options.safePidfile2().ifPresent(file -> write(directory.resolve(file)));
    }

    /** Writes all of them again. */
    public void rewrite() {
        writeEarly();
        writeUnprivileged();
        writeSafe();
    }

    private void write(Path file) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT, "cannot write pidfile " + file + ": " + reason(e), e);
        }
    }

    /** Returns why a file operation failed; the JDK's message for the usual cases is the bare file name. */
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException ignored -> "no such directory";
            case java.nio.file.AccessDeniedException ignored -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }

    /**
     * Removes those that still hold what was written, if {@code vacuum} asks for it. One that another process has written
     * since, such as a master that this one has forked, belongs to that process.
     *
     * @param changedUser whether privileges were dropped; then the files written before are root's and stay
     */
    public void vacuum(boolean changedUser) {
        if (!options.vacuum()) {
            return;
        }
        if (!changedUser) {
            options.pidfile().ifPresent(file -> remove(start.resolve(file), "pidfile"));
        }
        options.pidfile2().ifPresent(file -> remove(directory.resolve(file), "pidfile2"));
        if (!changedUser) {
            options.safePidfile().ifPresent(file -> remove(directory.resolve(file), "safe pidfile"));
        }
        options.safePidfile2().ifPresent(file -> remove(directory.resolve(file), "safe pidfile2"));
    }

    private void remove(Path file, String what) {
        try {
            if (!holdsOurs(file)) {
                LOG.info("VACUUM: {} {} holds another pid. Skip removal", what, file);
                return;
            }
            Files.delete(file);
            LOG.info("VACUUM: {} removed.", what);
        } catch (NoSuchFileException e) {
            LOG.debug("{} {} is gone already", what, file);
        } catch (IOException e) {
            LOG.warn("cannot remove {} {}: {}", what, file, reason(e));
        }
    }

    /** Reads no more than it takes to tell: the file may have become anything. */
    private boolean holdsOurs(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(content.length + 1), content);
        }
    }
}
