package org.jwsgi.kernel.supervise;

import java.nio.file.Path;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** Pid files, the way into the background, and what is removed at the end. */
@OptionGroup("Daemon")
public record PidfileOptions(
        @Option(name = "pidfile", help = "write the pid to a file before privileges are dropped")
        Optional<Path> pidfile,

        @Option(name = "pidfile2", help = "write the pid to a file after privileges are dropped")
        Optional<Path> pidfile2,

        @Option(name = "safe-pidfile", help = "write the pid to a file once the workers are started")
        Optional<Path> safePidfile,

        @Option(name = "safe-pidfile2", help = "write the pid to a second file once the workers are started")
        Optional<Path> safePidfile2,

        @Option(name = "vacuum", help = "remove pid files and UNIX sockets at the end")
        boolean vacuum,

        @Option(
                name = "daemonize",
                shortName = 'd',
                help = "run in the background and log to a file or a UDP address",
                argument = "FILE")
        Optional<String> daemonize,

        @Option(
                name = "daemonize2",
                help = "as daemonize, which returns only when the workers accept connections, too",
                argument = "FILE")
        Optional<String> daemonize2) {}
