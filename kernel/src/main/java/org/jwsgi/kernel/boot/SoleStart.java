package org.jwsgi.kernel.boot;

import java.util.Optional;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.api.watch.Fate;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.log.ServerLog;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.request.AppTable;
import org.jwsgi.kernel.request.RequestServer;
import org.jwsgi.kernel.socket.ListenerTable;
import org.jwsgi.kernel.supervise.NameOptions;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.PrivilegeOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.worker.SoleProcess;
import org.jwsgi.kernel.worker.SoleSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an instance without a master: one process that serves. Main thread. */
final class SoleStart {
    private static final Logger LOG = LoggerFactory.getLogger(SoleStart.class);

    private final Start start;
    private final ServerLog log;
    private final ListenerTable listeners;
    private final Optional<Identity> identity;
    private final Optional<Capabilities> kept;
    private final Runnable up;

    SoleStart(
            Start start,
            ServerLog log,
            ListenerTable listeners,
            Optional<Identity> identity,
            Optional<Capabilities> kept,
            Runnable up) {
        this.start = start;
        this.log = log;
        this.listeners = listeners;
        this.identity = identity;
        this.kept = kept;
        this.up = up;
    }

    /** Serves until the process has to end and returns its exit code. */
    int run() {
        ProcessOptions options = start.options(ProcessOptions.class);
        PidfileOptions pidfiles = start.options(PidfileOptions.class);
        ProcessNames.set(start.options(NameOptions.class).ofWorker(1));
        Scoreboard board = Scoreboard.ofProcess(1, options.threads(), WorkerRuntime.APP_SLOTS);
        InstanceInfo instance = InstanceFacts.of(
                start.installation(), start.configuration(), WorkerStart.startDirectory(), Processes.pid(), 1);
        Runnable vacuum = () -> {
            if (pidfiles.vacuum()) {
                listeners.vacuum();
            }
        };
        SoleProcess process = SoleProcess.attach(new SoleSetup(
                options,
                pidfiles,
                instance,
                board,
                identity.map(user -> new SoleSetup.Privileges(
                        user, kept, start.options(PrivilegeOptions.class).dropAfterApps())),
                new SoleSetup.Hooks(
                        vacuum,
                        up,
                        Watches.create(start, instance, ProcessRole.WORKER, 1),
                        Runtime.getRuntime()::halt)));
        log.openSecond(InstanceStart.isReloaded(start.environment()));
        WorkerRuntime runtime = new WorkerRuntime(start.configuration(), start.plugins(), instance, log, 1, board);
        AppTable apps;
        try {
            apps = AppLoading.load(runtime, options.needApp());
        } catch (AppLoadException e) {
            Main.reportApp(e);
            process.abandon();
            return options.needApp() ? ExitCode.FAILED_APP.code() : ExitCode.ERROR.code();
        }
        process.appsLoaded(AppLoading.described(apps));
        if (options.noServer()) {
            LOG.info("no-server mode requested. Goodbye.");
            process.abandon();
            return ExitCode.OK.code();
        }
        try (RequestServer server = runtime.server(apps, listeners.listeners(), false, fate -> obey(process, fate))) {
            return process.serve(new ServerTraffic(server));
        }
    }

    private static void obey(SoleProcess process, Fate fate) {
        switch (fate) {
            case STAY -> {}
            case RETIRE -> process.retire();
            case FAIL -> process.leave(ExitCode.EXCEPTION);
        }
    }
}
