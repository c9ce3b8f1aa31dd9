package org.jwsgi.kernel.log;

import java.time.Duration;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * Which requests are logged and how a line looks.
 *
 * @param enabled whether every request is logged; the conditions below log some even when it is off
 * @param log4xx log responses with a status from 400 to 499
 * @param log5xx log responses with a status from 500 to 599
 * @param slow log requests that take at least this long
 * @param zero log responses without a body
 * @param big log responses whose body has at least this size
 * @param sendfile log responses sent with sendfile
 * @param ioError log requests with a failed read or write
 * @param micros show durations in microseconds
 * @param forwardedFor show X-Forwarded-For as the client's address
 * @param format the custom line
 * @param formatStrftime whether {@code %(ftime)} uses the format of {@code log-date}
 * @param memoryReport sample memory after each request and show it
 * @param vhost show the host in front of each line
 */
@OptionGroup("Logging")
public record RequestLogOptions(
        @Option(name = "disable-logging", shortName = 'L', inverted = true, help = "do not log requests")
        boolean enabled,

        @Option(name = "log-4xx", help = "log requests answered with a 4xx status, even with disable-logging")
        boolean log4xx,

        @Option(name = "log-5xx", help = "log requests answered with a 5xx status, even with disable-logging")
        boolean log5xx,

        @Option(
                name = "log-slow",
                unit = "ms",
                help = "log requests that take at least this long, even with disable-logging",
                argument = "MILLISECONDS")
        Optional<Duration> slow,

        @Option(name = "log-zero", help = "log responses without a body, even with disable-logging")
        boolean zero,

        @Option(name = "log-big", help = "log responses of at least this size, even with disable-logging")
        Optional<ByteSize> big,

        @Option(name = "log-sendfile", help = "log responses sent with sendfile, even with disable-logging")
        boolean sendfile,

        @Option(name = "log-ioerror", help = "log requests with failed reads or writes, even with disable-logging")
        boolean ioError,

        @Option(name = "log-micros", help = "show durations in microseconds")
        boolean micros,

        @Option(name = "log-x-forwarded-for", help = "show X-Forwarded-For as the client's address")
        boolean forwardedFor,

        @Option(
                name = "log-format",
                aliases = "logformat",
                help = "set the request log line, with variables such as %(uri)",
                argument = "FORMAT")
        Optional<String> format,

        @Option(name = "log-format-strftime", help = "write %(ftime) in the format of log-date")
        boolean formatStrftime,

        @Option(name = "memory-report", shortName = 'm', help = "sample memory after each request and show it")
        boolean memoryReport,

        @Option(
                name = "vhost",
                aliases = "vhosting",
                help = "use virtual hosts: apps are chosen by host, too, and log lines begin with it")
        boolean vhost) {

    /** The options of an instance that configures nothing. */
    public static final RequestLogOptions DEFAULTS = new RequestLogOptions(
            true,
            false,
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            false,
            false,
            false,
            Optional.empty(),
            false,
            false,
            false);
}
