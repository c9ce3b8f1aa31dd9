package org.jwsgi.plugins.attachdaemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;

/**
 * A daemon in the keyval syntax of {@code attach-daemon2}. The names of the keys are uWSGI's, except the last four.
 *
 * @param command the command line, for the shell
 * @param freq how many attempts may fail before the daemon counts as broken: checks of the pidfile, one a second, or
 *     lives of a few seconds
 * @param pidfile where it writes its pid; makes it a daemon that outlives the master
 * @param daemonize whether the master does what a daemon does for itself, and writes the pidfile
 * @param control whether its end stops the instance
 * @param touch files; whoever touches one restarts the daemon
 * @param stopSignal asks it to end
 * @param reloadSignal asks it to end when the instance reloads; 0 for the same
 * @param stdin whether it keeps the master's standard input
 * @param uid user number; 0 to stay
 * @param gid group number; 0 to stay
 * @param nsPid whether it is the first process of a pid namespace
 * @param chdir its working directory
 * @param maxThrottle the longest pause before a restart; 0 for five minutes
 * @param notifyPid whether a daemon with a pidfile is signalled when the instance stops or reloads
 * @param name what the log calls it, absent for its program
 * @param ready what the workers wait for: {@code HOST:PORT} or a UNIX socket that accepts, or a file that is there
 * @param readyTimeout how long the workers wait at most
 * @param adopt which process a pidfile that is there at the start may name
 */
record DetailedDaemon(
        @Option(
                name = "command",
                aliases = {"cmd", "exec"},
                help = "the command line")
        String command,

        @Option(name = "freq", help = "attempts before the daemon counts as broken", defaultValue = "10", min = 1)
        int freq,

        @Option(name = "pidfile", help = "the daemon's pidfile")
        Optional<Path> pidfile,

        @Option(name = "daemonize", aliases = "daemon", help = "the master writes the pidfile")
        boolean daemonize,

        @Option(name = "control", help = "its end stops the instance")
        boolean control,

        @Option(name = "touch", help = "files that restart it")
        List<Path> touch,

        @Option(name = "stopsignal", aliases = "stop-signal", help = "asks it to end", defaultValue = "15", max = 64)
        int stopSignal,

        @Option(name = "reloadsignal", aliases = "reload-signal", help = "asks it to end at a reload", max = 64)
        int reloadSignal,

        @Option(name = "stdin", help = "it keeps the standard input")
        boolean stdin,

        @Option(name = "uid", help = "user number") int uid,
        @Option(name = "gid", help = "group number") int gid,

        @Option(name = "ns-pid", help = "it gets a pid namespace")
        boolean nsPid,

        @Option(name = "chdir", help = "working directory") Optional<Path> chdir,

        @Option(name = "max-throttle", help = "longest pause before a restart")
        int maxThrottle,

        @Option(name = "notifypid", help = "signal it at stop and reload in spite of its pidfile")
        boolean notifyPid,

        @Option(name = "name", help = "what the log calls it")
        Optional<String> name,

        @Option(name = "ready", help = "what the workers wait for")
        Optional<String> ready,

        @Option(name = "ready-timeout", help = "how long the workers wait", defaultValue = "60")
        Duration readyTimeout,

        @Option(name = "adopt", help = "which running process is taken for it", defaultValue = "same")
        Adopt adopt) {

    /** Which process a pidfile that is there at the start may name. */
    enum Adopt {
        /** One that can be told to be this daemon. */
        SAME,
        /** Any that runs, as uWSGI does. */
        ANY
    }

    /** Rejects a daemon without a command, and one whose pidfile nobody knows. */
    DetailedDaemon {
        if (command.isBlank()) {
            throw new IllegalArgumentException("--attach-daemon2: you need to specify a 'command' key");
        }
        if (daemonize && pidfile.isEmpty()) {
            throw new IllegalArgumentException("--attach-daemon2: 'daemonize' needs a 'pidfile' key");
        }
    }

    static DetailedDaemon ofCommand(String command, boolean control) {
        return simple(command, 10, Optional.empty(), false, control);
    }

    static DetailedDaemon ofPidfile(Path pidfile, int freq, String command) {
        return simple(command, freq, Optional.of(pidfile), false, false);
    }

    /** Returns the same, daemonized by the master. */
    DetailedDaemon daemonized() {
        return simple(command, freq, pidfile, true, control);
    }

    private static DetailedDaemon simple(
            String command, int freq, Optional<Path> pidfile, boolean daemonize, boolean control) {
        return new DetailedDaemon(
                command,
                freq,
                pidfile,
                daemonize,
                control,
                List.of(),
                15,
                0,
                false,
                0,
                0,
                false,
                Optional.empty(),
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(60),
                Adopt.SAME);
    }
}
