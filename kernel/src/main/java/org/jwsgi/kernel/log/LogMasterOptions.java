package org.jwsgi.kernel.log;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The log pipeline: whether all output goes through one process, and what becomes of it there.
 *
 * @param enabled whether one process reads the log of all
 * @param bufferSize the longest line that is passed on in one piece
 * @param stream accepted; the log always travels as a stream
 * @param requestStream accepted; the log always travels as a stream
 * @param threaded accepted; loggers always have threads of their own
 * @param loggers where server lines go, {@code [NAME ]TYPE[:ARGUMENT]}
 * @param requestLoggers where request lines go
 * @param routes which lines go to which named logger, {@code NAME REGEXP}
 * @param requestRoutes the same for request lines
 * @param encoders how lines are changed, {@code TYPE[:LOGGER] [ARGUMENT]}
 * @param requestEncoders the same for request lines
 * @param drains which lines are dropped
 * @param filters which lines are kept, all others being dropped
 * @param syslog a logger of type syslog
 * @param socket a logger of type socket
 */
@OptionGroup("Loggers")
public record LogMasterOptions(
        @Option(
                name = "log-master",
                help = "read the log of all processes in the master, which writes it",
                implies = "master")
        boolean enabled,

        @Option(
                name = "log-master-bufsize",
                help = "pass longer lines on in pieces of this size",
                implies = "log-master",
                defaultValue = "8192")
        ByteSize bufferSize,

        @Option(
                name = "log-master-stream",
                help = "accepted for compatibility: the log always travels as a stream",
                implies = "log-master")
        boolean stream,

        @Option(
                name = "log-master-req-stream",
                help = "accepted for compatibility: the log always travels as a stream",
                implies = "log-master")
        boolean requestStream,

        @Option(
                name = "threaded-logger",
                help = "accepted for compatibility: every logger has a thread of its own",
                implies = "log-master")
        boolean threaded,

        @Option(
                name = "logger",
                help = "send the log to a logger; a named one gets only what log-route sends it",
                argument = "[NAME ]TYPE[:ARGUMENT]",
                implies = "log-master")
        List<String> loggers,

        @Option(
                name = "req-logger",
                aliases = "logger-req",
                help = "send request lines to a logger of their own",
                argument = "[NAME ]TYPE[:ARGUMENT]",
                implies = "log-master")
        List<String> requestLoggers,

        @Option(
                name = "log-route",
                help = "send lines that match to a named logger instead",
                argument = "NAME REGEXP",
                implies = "log-master")
        List<String> routes,

        @Option(
                name = "log-req-route",
                help = "send request lines that match to a named request logger instead",
                argument = "NAME REGEXP",
                implies = "log-master")
        List<String> requestRoutes,

        @Option(
                name = "log-encoder",
                help = "change the lines on their way to all loggers, or to a named one",
                argument = "TYPE[:NAME] [ARGUMENT]",
                implies = "log-master")
        List<String> encoders,

        @Option(
                name = "log-req-encoder",
                help = "change request lines on their way to all request loggers, or to a named one",
                argument = "TYPE[:NAME] [ARGUMENT]",
                implies = "log-master")
        List<String> requestEncoders,

        @Option(name = "log-drain", help = "drop lines that match", argument = "REGEXP", implies = "log-master")
        List<String> drains,

        @Option(
                name = "log-filter",
                help = "drop lines that match none of these",
                argument = "REGEXP",
                implies = "log-master")
        List<String> filters,

        @Option(
                name = "log-syslog",
                help = "send the log to syslog, as logger = syslog",
                argument = "IDENT[,FACILITY]",
                bareValue = "true",
                implies = "log-master")
        Optional<String> syslog,

        @Option(
                name = "log-socket",
                help = "send the log to a socket, as logger = socket:ADDRESS",
                argument = "ADDRESS[,PREFIX]",
                implies = "log-master")
        Optional<String> socket) {

    /** The options of an instance that configures nothing. */
    public static final LogMasterOptions DEFAULTS = new LogMasterOptions(
            false,
            new ByteSize(8192),
            false,
            false,
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty());

    /** Tells whether request lines have a way of their own. */
    public boolean separatesRequests() {
        return !requestLoggers.isEmpty() || !requestRoutes.isEmpty() || !requestEncoders.isEmpty();
    }
}
