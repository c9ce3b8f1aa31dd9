package org.jwsgi.kernel.boot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.api.watch.Fate;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.hook.HookExit;
import org.jwsgi.kernel.hook.HookFailure;
import org.jwsgi.kernel.hook.HookPhase;
import org.jwsgi.kernel.hook.HookPhases;
import org.jwsgi.kernel.log.ServerLog;
import org.jwsgi.kernel.master.MasterSetup;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.request.AppTable;
import org.jwsgi.kernel.request.RequestServer;
import org.jwsgi.kernel.socket.ListenerTable;
import org.jwsgi.kernel.supervise.LifeLines;
import org.jwsgi.kernel.supervise.NameOptions;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.PrivilegeOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.vassal.EmperorLink;
import org.jwsgi.kernel.vassal.Vassal;
import org.jwsgi.kernel.vassal.VassalOptions;
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
    private final HookPhases hooks;

    SoleStart(Start start, StartHooks hooks, ServerLog log, ListenerTable listeners, LaterUser user, Runnable up) {
        this.start = start;
        this.hooks = hooks.phases();
        this.log = log;
        this.listeners = listeners;
        this.identity = user.identity();
        this.kept = user.kept();
        this.up = up;
    }

    /** Serves until the process has to end and returns its exit code. */
    int run() {
        ProcessOptions options = start.options(ProcessOptions.class);
        PidfileOptions pidfiles = start.options(PidfileOptions.class);
        ProcessNames.set(start.options(NameOptions.class).ofWorker(1));
        Optional<Vassal> vassal = vassal(start, hooks);
        Optional<NextImage> next = vassal.map(_ -> new NextImage(start, listeners, vassal));
        Optional<MasterSetup.Reload> reload = next.map(NextImage::reload);
        Scoreboard board = Scoreboard.ofProcess(1, options.threads(), WorkerRuntime.APP_SLOTS);
        InstanceInfo instance = InstanceFacts.of(
                start.installation(), start.configuration(), WorkerStart.startDirectory(), Processes.pid(), 1);
        Runnable vacuum = () -> {
            hooks.runTolerantly(HookPhase.AS_USER_ATEXIT);
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
                        () -> hooks.run(HookPhase.AS_USER),
                        vacuum,
                        up,
                        Watches.create(start, instance, ProcessRole.WORKER, 1),
                        Runtime.getRuntime()::halt),
                vassal.map(governed -> new SoleSetup.Governed(
                        governed, reload.get().check(), reload.get().count() > 0))));
        start.plugins().signals().servedBy(process);
        log.openSecond(InstanceStart.isReloaded(start.environment()));
        WorkerRuntime runtime = new WorkerRuntime(start.configuration(), start.plugins(), instance, log, 1, board);
        AppTable apps;
        try {
            hooks.run(HookPhase.PRE_APP);
            apps = AppLoading.load(runtime, options.needApp());
            hooks.run(HookPhase.POST_APP);
            process.appsLoaded(AppLoading.described(apps));
        } catch (AppLoadException e) {
            Main.reportApp(e);
            process.abandon();
            return options.needApp() ? ExitCode.FAILED_APP.code() : ExitCode.ERROR.code();
        } catch (HookFailure | HookExit e) {
            process.abandon();
            throw e;
        }
        if (options.noServer()) {
            LOG.info("no-server mode requested. Goodbye.");
            process.abandon();
            return ExitCode.OK.code();
        }
        options.chdir2().map(Path::toString).ifPresent(Processes::chdir);
        try {
            hooks.run(HookPhase.POST_FORK);
            WorkerStart.runAcceptingHooks(hooks, 1, true);
        } catch (HookFailure | HookExit e) {
            process.abandon();
            throw e;
        }
        try (RequestServer server = runtime.server(apps, listeners.listeners(), false, fate -> obey(process, fate))) {
            int code = process.serve(new ServerTraffic(server));
            if (!process.reloads() || next.isEmpty() || reload.isEmpty()) {
                return code;
            }
        }
        throw become(reload.get(), next.get().governed());
    }

    /** Becomes the next image of this instance, which finds the sockets and the Emperor where they are. */
    private JwsgiException become(MasterSetup.Reload reload, MasterSetup.Governed governed) {
        hooks.runTolerantly(HookPhase.AS_USER_ATEXIT);
        LifeLines.binaryReloading();
        reload.directory().ifPresent(Processes::chdir);
        Map<String, String> environment = new HashMap<>(reload.environment());
        environment.put(InstanceStart.RELOADS, Integer.toString(reload.count()));
        environment.putAll(log.handOver());
        environment.putAll(governed.environment());
        List<Integer> descriptors = new ArrayList<>(reload.kept());
        descriptors.addAll(log.descriptorsToKeep());
        descriptors.addAll(governed.kept());
        return Processes.exec(reload.command(), environment, descriptors);
    }

    /** Returns what an instance is for the Emperor that has started it; empty when none has. */
    static Optional<Vassal> vassal(Start start, HookPhases hooks) {
        Map<String, String> environment = start.environment();
        return environment.containsKey(EmperorLink.VARIABLE)
                ? Vassal.of(
                        environment, start.options(VassalOptions.class), hooks, InstanceStart.isReloaded(environment))
                : Optional.empty();
    }

    private static void obey(SoleProcess process, Fate fate) {
        switch (fate) {
            case STAY -> {}
            case RETIRE -> process.retire();
            case FAIL -> process.leave(ExitCode.EXCEPTION);
        }
    }
}
