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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogLine;
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
 * may be written by any. With {@code log-master} the standard streams of all processes lead to {@link LogMaster}, in the
 * process that opened the log.
 */
public final class ServerLog {
    private static final int CREATE_MODE = 0640;

    private final LogOptions options;
    private final ServerLoggers loggers;
    private final LongSupplier clock;
    private List<Integer> descriptors = List.of(1, 2);
    private boolean separatesRequests;
    private volatile @Nullable LogMaster master;
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

    /**
     * Takes over the log that this process inherited: turns {@code log-date} on, and writes into the socket of {@code
     * log-master}, or follows a rotated file.
     */
    public static ServerLog inherit(LogOptions options, LogMasterOptions pipeline, LongSupplier clock) {
        ServerLoggers loggers = activeLoggers();
        ServerLog log = new ServerLog(options, loggers, clock);
        if (pipeline.enabled()) {
            log.useSocket(pipeline.separatesRequests());
            return log;
        }
        boolean toFile = options.logTo2()
                .or(options::logTo)
                .map(target -> LogTarget.parse(target) instanceof LogTarget.LogFile)
                .orElse(false);
        if (toFile) {
            loggers.useSink(new FollowingSink(loggers.sink(), clock));
        }
        return log;
    }

    private void useSocket(boolean requestsApart) {
        separatesRequests = requestsApart;
        loggers.useSink(new LogSocketSink(new DescriptorSink(new LogSocketOutput()), false));
    }

    /**
     * Begins to read the log of all processes here and to pass it to loggers, for {@code log-master}.
     *
     * @param pipeline the loggers, not opened yet
     * @param inherited the socket of an earlier image of this process
     * @throws org.jwsgi.kernel.JwsgiException when a logger cannot be opened; the log is as before
     */
    public void startMaster(LogPipeline pipeline, Optional<LogHandOver> inherited) {
        LogMaster opened = LogMaster.open(pipeline, inherited);
        master = opened;
        descriptors = List.of(opened.descriptors().err());
        opened.start();
        useSocket(pipeline.requests().isPresent());
    }

    /** Returns where a descriptor is found that the process was started with. Any thread. */
    public int original(int descriptor) {
        LogMaster current = master;
        if (current == null || descriptor < 1 || descriptor > 2) {
            return descriptor;
        }
        return descriptor == 1
                ? current.descriptors().out()
                : current.descriptors().err();
    }

    /** Writes to the log what an earlier image of this process has left unread; for an instance without log master. */
    public static void empty(LogHandOver inherited) {
        LogMaster.empty(inherited);
    }

    /**
     * Passes every line of the server log to someone, on a thread of its own. Lines that it does not keep up with are
     * dropped and counted. Any thread.
     *
     * @throws IllegalStateException without {@code log-master}, which the option that needs it should imply
     */
    public void tap(Consumer<LogLine> tap) {
        LogMaster current = master;
        if (current == null) {
            throw new IllegalStateException("the log is not read here: log-master is off");
        }
        current.tap(tap);
    }

    /**
     * Ends the reading of the log before an exec; from then on it waits for the next process image.
     *
     * @return what goes into the environment of the next image
     */
    public Map<String, String> handOver() {
        LogMaster current = master;
        return current == null ? Map.of() : current.handOver().environment();
    }

    /** Returns the descriptors that have to stay open over an exec. */
    public List<Integer> descriptorsToKeep() {
        LogMaster current = master;
        return current == null ? List.of() : current.descriptors().descriptors();
    }

    /** Ends the log: loggers write what they have got, and what comes now goes where the log goes without them. */
    public void close() {
        LogMaster current = master;
        if (current != null) {
            loggers.useSink(new DescriptorSink());
            current.close();
            descriptors = List.of(1, 2);
            master = null;
        }
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
                    StandardStreams.toFile(
                            path, CREATE_MODE, forcedMode(), options.truncate() && !reloaded, descriptors);
                }
                file = path;
            }
            case LogTarget.Datagrams address -> {
                if (opens) {
                    StandardStreams.toDatagrams(address.resolve(), descriptors);
                }
                file = null;
            }
        }
    }

    /** Returns where the lines of the request log go. */
    public LineSink requestSink() {
        return separatesRequests ? new LogSocketSink(new DescriptorSink(new LogSocketOutput()), true) : loggers;
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
            StandardStreams.giveTo(descriptors.getLast(), uid, gid);
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
            rotateFile();
        }
    }

    /** Renames the log file and opens a new one, here and at the loggers. A failure is logged and changes nothing. */
    public void rotate() {
        LogMaster current = master;
        if (current != null) {
            current.rotate();
        }
        rotateFile();
    }

    private void rotateFile() {
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
            StandardStreams.toFile(path, CREATE_MODE, forcedMode(), false, descriptors);
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
        LogMaster current = master;
        if (current != null) {
            current.reopen();
        }
        Path path = file;
        if (path == null) {
            return;
        }
        try {
            say("[" + clock.getAsLong() / 1000 + "] logsize: " + size() + ", triggering log-reopen...");
            StandardStreams.toFile(path, CREATE_MODE, forcedMode(), false, descriptors);
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
        if (master != null) {
            new OriginalLog(descriptors.getLast()).say(String.valueOf(line)); // no detour: it belongs to this very file
            return;
        }
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

    private long size() {
        try {
            return Files.size(Path.of("/proc/self/fd/" + descriptors.getLast()));
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
