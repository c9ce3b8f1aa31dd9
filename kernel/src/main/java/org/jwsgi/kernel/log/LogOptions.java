package org.jwsgi.kernel.log;

import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * Where the server log goes and how its lines begin.
 *
 * @param date the prefix of server lines: a {@code strftime} format, or one of uWSGI's words for {@code ctime}
 * @param logTo the log file or UDP address
 * @param logTo2 the same, opened after privileges are dropped
 * @param chown whether the log file goes to the user that privileges are dropped to
 * @param chmod the log file's permissions
 * @param truncate whether the log file is emptied at start
 * @param reopen whether the log file is opened again after a reload
 * @param maxSize the size at which the log file is rotated
 * @param backupName what a rotated file is called, {@code FILE.EPOCH} by default
 */
@OptionGroup("Logging")
public record LogOptions(
        @Option(
                name = "log-date",
                aliases = {"logdate", "log-prefix"},
                help = "prefix server log lines with the time, as ctime or in a strftime format",
                argument = "FORMAT",
                bareValue = "true")
        Optional<String> date,

        @Option(
                name = "logto",
                help = "append the log to a file, or send it to a UDP address",
                argument = "FILE|HOST:PORT")
        Optional<String> logTo,

        @Option(name = "logto2", help = "like logto, after privileges are dropped", argument = "FILE|HOST:PORT")
        Optional<String> logTo2,

        @Option(name = "logfile-chown", help = "give the log file to the user that privileges are dropped to")
        boolean chown,

        @Option(name = "logfile-chmod", help = "set the permissions of the log file")
        Optional<FileMode> chmod,

        @Option(name = "log-truncate", help = "empty the log file at start")
        boolean truncate,

        @Option(name = "log-reopen", help = "open the log file again after a reload")
        boolean reopen,

        @Option(name = "log-maxsize", help = "rotate the log file when it is larger than this", implies = "log-master")
        Optional<ByteSize> maxSize,

        @Option(name = "log-backupname", help = "set the name of the rotated log file", argument = "FILE")
        Optional<String> backupName) {

    /** The options of an instance that configures nothing. */
    public static final LogOptions DEFAULTS = new LogOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            false,
            Optional.empty(),
            Optional.empty());

    /** Tells whether server lines begin with the time. */
    public boolean dated() {
        return date.isPresent() && !isOff(date.get());
    }

    /** Returns the configured {@code strftime} format; empty when the date is off or written as {@code ctime}. */
    public Optional<String> dateFormat() {
        return dated() && !isOn(date.get()) ? date : Optional.empty();
    }

    // A flag in a file is often written log-date = true, which must not print "true" on each line.
    private static boolean isOn(String value) {
        return switch (value) {
            case "", "true", "on", "yes", "1" -> true;
            default -> false;
        };
    }

    private static boolean isOff(String value) {
        return switch (value) {
            case "false", "off", "no", "0" -> true;
            default -> false;
        };
    }
}
