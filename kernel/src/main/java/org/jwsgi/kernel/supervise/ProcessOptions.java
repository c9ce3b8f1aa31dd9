package org.jwsgi.kernel.supervise;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** The processes of an instance and how they end. Read by the master, its workers and the sole process. */
@OptionGroup("Processes")
public record ProcessOptions(
        @Option(name = "master", shortName = 'M', help = "run a master process that supervises the workers")
        boolean master,

        @Option(
                name = "processes",
                aliases = {"workers"},
                shortName = 'p',
                help = "number of worker processes",
                defaultValue = "1")
        int processes,

        @Option(
                name = "threads",
                help = "number of requests that each worker runs at once",
                defaultValue = "1",
                min = 1)
        int threads,

        @Option(
                name = "enable-threads",
                shortName = 'T',
                help = "accepted and ignored: applications may always start threads")
        boolean enableThreads,

        @Option(name = "need-app", help = "end with exit code 22 when no app can be loaded")
        boolean needApp,

        @Option(
                name = "lazy-apps",
                help = "accepted and ignored: a JVM cannot fork, so every worker always loads its own apps")
        boolean lazyApps,

        @Option(name = "lazy", help = "reload the workers only, never the master")
        boolean lazy,

        @Option(
                name = "single-interpreter",
                shortName = 'i',
                help = "run all apps of a language together, Java apps in one class loader")
        boolean singleInterpreter,

        @Option(
                name = "thunder-lock",
                help = "accepted and ignored: a connection goes to whichever worker takes it first")
        boolean thunderLock,

        @Option(name = "die-on-term", help = "end on SIGTERM and reload on SIGQUIT, instead of the reverse")
        boolean dieOnTerm,

        @Option(name = "exit-on-reload", help = "end instead of reloading")
        boolean exitOnReload,

        @Option(
                name = "reload-on-fd",
                help = "reload the instance gracefully when an inherited descriptor is readable",
                argument = "FD[:BYTES]",
                implies = "master")
        List<String> reloadOnFd,

        @Option(
                name = "brutal-reload-on-fd",
                help = "reload the instance brutally when an inherited descriptor is readable",
                argument = "FD[:BYTES]",
                implies = "master")
        List<String> brutalReloadOnFd,

        @Option(name = "shutdown-sockets", help = "refuse new connections as soon as a graceful stop begins")
        boolean shutdownSockets,

        @Option(
                name = "worker-reload-mercy",
                help = "time that a worker may take to end before it is killed",
                defaultValue = "60")
        Duration workerReloadMercy,

        @Option(
                name = "reload-mercy",
                help = "time that attached daemons may take to end before they are killed; 0 for 3 seconds",
                defaultValue = "0")
        Duration reloadMercy,

        @Option(
                name = "forkbomb-delay",
                help = "pause of respawns when workers die too fast; 0 for none",
                defaultValue = "2")
        Duration forkbombDelay,

        @Option(
                name = "check-interval",
                help = "how soon after a respawn another one counts as too fast",
                defaultValue = "1",
                min = 1)
        Duration checkInterval,

        @Option(name = "no-orphans", help = "workers end at once when the master dies, even in a request")
        boolean noOrphans,

        @Option(
                name = "no-threads-wait",
                help = "a worker that ends drops its running requests instead of waiting for them")
        boolean noThreadsWait,

        @Option(
                name = "skip-atexit",
                help = "workers under a master end without running the shutdown hooks of their apps")
        boolean skipAtexit,

        @Option(name = "skip-atexit-teardown", help = "accepted and ignored: a JVM tears nothing down when it ends")
        boolean skipAtexitTeardown,

        @Option(
                name = "reaper",
                shortName = 'r',
                help = "accepted and ignored: a JVM reaps the processes that apps start")
        boolean reaper,

        @Option(name = "no-server", help = "load everything, then end instead of serving")
        boolean noServer,

        @Option(name = "chdir", help = "working directory of the workers", argument = "DIRECTORY")
        Optional<Path> chdir,

        @Option(
                name = "chdir2",
                help = "working directory of the workers once their apps are loaded",
                argument = "DIRECTORY")
        Optional<Path> chdir2,

        @Option(name = "umask", help = "file mode creation mask of all processes", argument = "MODE")
        Optional<FileMode> umask) {

    /**
     * Tells whether a master process is needed. More than one worker needs one even if the configuration names none:
     * uWSGI forks such workers from the first and leaves them alone, which a JVM cannot do.
     */
    public boolean needsMaster() {
        return master || processes > 1;
    }

    /** Returns how long a worker that ends waits for its running requests; zero to drop them. */
    public Duration requestMercy() {
        return noThreadsWait ? Duration.ZERO : workerReloadMercy;
    }

    /** Tells whether there is a master although the configuration does not ask for one. */
    public boolean hasImpliedMaster() {
        return !master && processes > 1;
    }

    /**
     * Tells whether SIGTERM ends the instance. It does under an implied master as well, because an instance without a
     * master ends on SIGTERM and whoever starts it relies on that.
     */
    public boolean endsOnTerm() {
        return dieOnTerm || hasImpliedMaster();
    }
}
