package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.posix.LocalTime;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.StandardStreams;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The server log: whatever this process and its children write to standard output and standard error.
 *
 * <p>The master, or the sole process, opens the log and rotates it; every other process inherits the descriptors, takes
 * over the line prefix, and follows when the file is rotated. The methods that open and rotate belong to one thread; lines
 * may be written by any. A logger of the logger family takes the place of the standard streams with
 * {@link #useSink(LogSink)}.
 */
public final class ServerLog {
    private static final int CREATE_MODE = 0640;
    private static final Path OPEN_FILE = Path.of("/proc/self/fd/2");

    private final LogOptions options;
    private final ServerLoggers loggers;
    private final LongSupplier clock;
    private @Nullable Path file;
    private String rotationProblem = "";

    private ServerLog(LogOptions options, ServerLoggers loggers, LongSupplier clock) {
        this.options = options;
        this.loggers = loggers;
        this.clock = clock;
        if (options.dated()) {
            loggers.usePrefix(LinePrefix.of(options, clock));
        }
    }

    /**
     * Opens the log of an instance: turns {@code log-date} on and redirects the standard streams to {@code logto}. After a
     * reload the streams still lead there, and are opened again only with {@code log-reopen}.
     *
     * @param reloaded whether this process image replaced an earlier one
     * @param clock gives the time in milliseconds since the epoch
     * @throws org.jwsgi.kernel.JwsgiException when the target cannot be opened; nothing is redirected then
     */
    public static ServerLog open(LogOptions options, boolean reloaded, LongSupplier clock) {
        ServerLog log = new ServerLog(options, activeLoggers(), clock);
        options.logTo().ifPresent(target -> log.redirect(target, reloaded));
        return log;
    }

    /** Takes over the log that this process inherited: turns {@code log-date} on and follows a rotated file. */
    public static ServerLog inherit(LogOptions options, LongSupplier clock) {
        ServerLoggers loggers = activeLoggers();
        ServerLog log = new ServerLog(options, loggers, clock);
        boolean toFile = options.logTo2()
                .or(options::logTo)
                .map(target -> LogTarget.parse(target) instanceof LogTarget.LogFile)
                .orElse(false);
        if (toFile) {
            loggers.useSink(new FollowingSink(loggers.sink(), clock));
        }
        return log;
    }

    /**
     * Redirects the standard streams to {@code logto2}, if there is one. To be called after privileges are dropped.
     *
     * @throws org.jwsgi.kernel.JwsgiException when the target cannot be opened
     */
    public void openSecond(boolean reloaded) {
        options.logTo2().ifPresent(target -> redirect(target, reloaded));
    }

    /**
     * Redirects the standard streams to a file or UDP address, as {@code daemonize} does.
     *
     * @param target {@code FILE} or {@code HOST:PORT}
     * @param reloaded whether the streams may lead there already, from before a reload
     * @throws org.jwsgi.kernel.JwsgiException when the target cannot be opened
     */
    public void redirect(String target, boolean reloaded) {
        boolean opens = !reloaded || options.reopen();
        switch (LogTarget.parse(target)) {
            case LogTarget.LogFile(Path path) -> {
                if (opens) {
                    StandardStreams.toFile(path, CREATE_MODE, forcedMode(), options.truncate() && !reloaded);
                }
                file = path;
            }
            case LogTarget.Datagrams address -> {
                if (opens) {
                    StandardStreams.toDatagrams(address.resolve());
                }
                file = null;
            }
        }
    }

    /** Returns where lines go, for the request log. */
    public LogSink sink() {
        return loggers;
    }

    /** Sends all lines of this process elsewhere from now on. */
    public void useSink(LogSink sink) {
        loggers.useSink(sink);
    }

    /** Returns the log file, if the log goes to one. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * Gives the log file to a user and a group, if {@code logfile-chown} asks for it.
     *
     * @throws PosixException when that is not allowed
     */
    public void giveTo(int uid, int gid) {
        if (options.chown() && file != null) {
            StandardStreams.giveTo(uid, gid);
        }
    }

    /** Rotates the log file if it is larger than {@code log-maxsize}. To be called about once a second. */
    public void checkSize() {
        Path path = file;
        if (path == null || options.maxSize().isEmpty()) {
            return;
        }
        long limit = options.maxSize().get().bytes();
        if (limit > 0 && size() > limit) {
            rotate();
        }
    }

    /** Renames the log file and opens a new one. A failure is logged and leaves the log as it is. */
    public void rotate() {
        Path path = file;
        if (path == null) {
            return;
        }
        Path backup = options.backupName()
                .map(name -> Path.of(name).toAbsolutePath())
                .orElseGet(() -> freeName(path, clock.getAsLong() / 1000));
        try {
            long size = size();
            Files.move(path, backup, StandardCopyOption.ATOMIC_MOVE);
            say(time() + " - logsize: " + size + ", triggering rotation to " + backup + "...");
            StandardStreams.toFile(path, CREATE_MODE, forcedMode(), false);
            rotationProblem = "";
        } catch (AtomicMoveNotSupportedException e) {
            warnOnce("cannot rotate log file " + path + ": " + backup + " is on another file system");
        } catch (FileSystemException e) {
            warnOnce("cannot rotate log file " + path + " to " + backup + ": " + reason(e));
        } catch (IOException | PosixException e) {
            warnOnce("cannot rotate log file " + path + ": " + e.getMessage());
        }
    }

    /** Opens the log file again, after another program moved it away. A failure is logged and changes nothing. */
    public void reopen() {
        Path path = file;
        if (path == null) {
            return;
        }
        try {
            say("[" + clock.getAsLong() / 1000 + "] logsize: " + size() + ", triggering log-reopen...");
            StandardStreams.toFile(path, CREATE_MODE, forcedMode(), false);
            say("[" + clock.getAsLong() / 1000 + "] " + path + " reopened.");
        } catch (PosixException e) {
            say(e.getMessage());
        }
    }

    private int forcedMode() {
        return options.chmod().map(mode -> mode.bits()).orElse(-1);
    }

    private String time() {
        return new String(LocalTime.ctime(clock.getAsLong() / 1000), UTF_8);
    }

    /** Writes a line without the prefix of {@code log-date}: these lines carry their own time. */
    private void say(@Nullable String line) {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        loggers.write(bytes, 0, bytes.length);
    }

    private void warnOnce(String problem) {
        if (!problem.equals(rotationProblem)) {
            rotationProblem = problem;
            say(problem);
        }
    }

    // The JDK gives some reasons by the exception's class only.
    private static String reason(FileSystemException problem) {
        return switch (problem) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(problem.getReason()).toLowerCase(Locale.ROOT);
        };
    }

    private static Path freeName(Path path, long epochSecond) {
        Path name = Path.of(path + "." + epochSecond);
        for (int i = 2; Files.exists(name); i++) {
            name = Path.of(path + "." + epochSecond + "-" + i);
        }
        return name;
    }

    private static long size() {
        try {
            return Files.size(OPEN_FILE);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns the loggers of this process; of their own where another slf4j provider is in charge, as in some tests. */
    private static ServerLoggers activeLoggers() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        return factory instanceof ServerLoggers ours
                ? ours
                : new ServerLoggers(new DescriptorSink(), ServerLogProvider.level(null));
    }
}
