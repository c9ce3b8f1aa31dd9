package org.jwsgi.kernel.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.api.option.KeyValue;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** Stands for the options that other parts of the kernel declare. */
@OptionGroup("Server")
record ServerOptions(
        @Option(name = "socket", aliases = "uwsgi-socket", shortName = 's', argument = "ADDRESS", help = "listen")
        List<String> sockets,

        @Option(name = "protocol", help = "the protocol of sockets")
        Optional<String> protocol,

        @Option(
                name = "processes",
                aliases = "workers",
                shortName = 'p',
                help = "the number of workers",
                defaultValue = "1")
        int processes,

        @Option(name = "procname", help = "the name of processes")
        Optional<String> procname,

        @Option(name = "master", shortName = 'M', help = "run a master")
        boolean master,

        @Option(name = "stats", argument = "ADDRESS", help = "serve statistics", implies = "master")
        Optional<String> stats,

        @Option(name = "req-logger", help = "log requests", implies = "log-master")
        List<String> reqLogger,

        @Option(name = "log-master", help = "log in the master", implies = "master")
        boolean logMaster,

        @Option(name = "disable-logging", shortName = 'L', help = "log no requests", inverted = true)
        boolean logging,

        @Option(name = "chmod-socket", shortName = 'C', bareValue = "666", help = "the mode of sockets")
        Optional<FileMode> chmodSocket,

        @Option(name = "harakiri", shortName = 't', help = "limit the time of requests", implies = "master")
        Optional<Duration> harakiri,

        @Option(name = "pause-ms", unit = "ms", help = "wait", defaultValue = "250")
        Duration pause,

        @Option(name = "limit-as", unit = "MB", help = "limit memory")
        Optional<ByteSize> limitAs,

        @Option(name = "buffer-size", shortName = 'b', help = "the size of buffers", defaultValue = "4096", max = 65535)
        int bufferSize,

        @Option(name = "listen", shortName = 'l', min = 1, help = "the backlog", defaultValue = "100")
        int listen,

        @Option(name = "mount", argument = "POINT=APP", help = "mount an app")
        List<KeyValue> mount,

        @Option(name = "pidfile", help = "write the pid") Optional<Path> pidfile,

        @Option(name = "password", secret = true, help = "the password")
        Optional<String> password,

        @Option(name = "old-name", deprecated = "use new-name", help = "an old option")
        boolean oldName,

        @Option(name = "mode", defaultValue = "fast-path", help = "how")
        Mode mode,

        @Option(name = "attach-daemon2", argument = "KEYVAL", help = "start a daemon", implies = "master")
        List<Daemon> daemons,

        @Option(name = "chdir", help = "the working directory")
        Optional<Path> chdir) {
    /** An enum option. */
    enum Mode {
        SLOW,
        FAST_PATH
    }

    /** A keyval option. */
    record Daemon(
            @Option(
                    name = "cmd",
                    aliases = {"command", "exec"},
                    help = "the command")
            String command,

            int freq,

            @Option(name = "stop_signal", aliases = "stopsignal", help = "the signal", defaultValue = "15")
            int stopSignal,

            boolean control,
            List<String> touch,
            Optional<Path> pidfile) {
        Daemon {
            if (command.isEmpty()) {
                throw new IllegalArgumentException("a daemon needs cmd=");
            }
        }
    }
}
