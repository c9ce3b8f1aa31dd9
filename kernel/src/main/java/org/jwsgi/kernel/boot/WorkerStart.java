package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.api.watch.Fate;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.Configuration;
import org.jwsgi.kernel.hook.HookFailure;
import org.jwsgi.kernel.hook.HookPhase;
import org.jwsgi.kernel.hook.HookPhases;
import org.jwsgi.kernel.log.LogMasterOptions;
import org.jwsgi.kernel.log.LogOptions;
import org.jwsgi.kernel.log.ServerLog;
import org.jwsgi.kernel.plugin.PluginHost;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.request.AppTable;
import org.jwsgi.kernel.request.RequestServer;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.socket.SocketMap;
import org.jwsgi.kernel.socket.SocketOptions;
import org.jwsgi.kernel.supervise.ChildDescriptors;
import org.jwsgi.kernel.supervise.NameOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;
import org.jwsgi.kernel.vassal.VassalOptions;
import org.jwsgi.kernel.worker.WorkerLife;
import org.jwsgi.kernel.worker.WorkerSeat;

/** The start of a worker under a master, from what the master has handed over. Runs in: WORKER; main thread. */
final class WorkerStart {
    private WorkerStart() {}

    /** Runs a worker and returns its exit code when it has ended. */
    static int run(int id) {
        Capabilities.handOnNone();
        Map<String, String> environment = System.getenv();
        Installation installation = Installation.of(environment);
        WorkerPayload payload = WorkerPayload.decode(WorkerLife.payload());
        Configuration configuration = Configuration.decode(payload.configuration(), environment);
        ProcessOptions options = configuration.bind(ProcessOptions.class);
        ServerLog log = ServerLog.inherit(
                configuration.bind(LogOptions.class),
                configuration.bind(LogMasterOptions.class),
                System::currentTimeMillis);
        ProcessNames.set(configuration.bind(NameOptions.class).ofWorker(id));
        WorkerLife life = WorkerLife.attach(new WorkerSeat(
                id, options, WorkerRuntime.APP_SLOTS, Runtime.getRuntime()::halt, heartbeat(configuration)));
        InstanceInfo instance = InstanceFacts.of(
                installation, configuration, payload.startDirectory(), payload.masterPid(), options.processes());
        PluginHost plugins = received(payload);
        plugins.alarms().heardBy(life::raiseAlarm);
        plugins.signals().servedBy(life);
        WorkerRuntime runtime = new WorkerRuntime(configuration, plugins, instance, log, id, life.scoreboard());
        Start start = new Start(installation, List.of(), environment, configuration, plugins);
        HookPhases hooks =
                StartHooks.of(start, instance, ProcessRole.WORKER, id).phases();
        try {
            int code = run(new Seated(id, life, runtime, hooks), options, configuration, payload);
            if (options.skipAtexit()) {
                Runtime.getRuntime().halt(code);
            }
            return code;
        } catch (HookFailure e) {
            Main.report(e);
            life.endInstance();
            return ExitCode.ERROR.code();
        }
    }

    /** Few instances have one, so its options are not read in the others. */
    private static Duration heartbeat(Configuration configuration) {
        return configuration.linesOf(Set.of("heartbeat")).isEmpty()
                ? Duration.ZERO
                : configuration.bind(VassalOptions.class).heartbeat();
    }

    /** A worker that is in place. */
    private record Seated(int id, WorkerLife life, WorkerRuntime runtime, HookPhases hooks) {}

    private static int run(Seated worker, ProcessOptions options, Configuration configuration, WorkerPayload payload) {
        int id = worker.id();
        WorkerLife life = worker.life();
        WorkerRuntime runtime = worker.runtime();
        HookPhases hooks = worker.hooks();
        if (payload.bornAsUser()) {
            hooks.run(HookPhase.AS_USER);
        }
        hooks.run(HookPhase.POST_FORK);
        AppTable apps;
        try {
            hooks.run(HookPhase.PRE_APP);
            apps = AppLoading.load(runtime, options.needApp());
            hooks.run(HookPhase.POST_APP);
        } catch (AppLoadException e) {
            Main.reportApp(e);
            return ExitCode.FAILED_APP.code();
        }
        payload.late().ifPresent(late -> {
            Credentials.become(late.identity(), late.kept());
            Capabilities.handOnNone();
            hooks.run(HookPhase.AS_USER);
        });
        life.appsLoaded(AppLoading.described(apps));
        List<Listener> served = SocketMap.of(
                        configuration.bind(SocketOptions.class).mapSockets(), options.processes())
                .servedBy(id, inherited(payload));
        options.chdir2().map(Path::toString).ifPresent(Processes::chdir);
        runAcceptingHooks(hooks, id, life.scoreboard().worker(id).get(WorkerField.RESPAWNS) == 1);
        boolean shared = options.processes() > 1
                || runtime.mayBeKilled()
                || configuration.bind(VassalOptions.class).sosBacklog() > 0; // it is measured in the listen queue
        try (RequestServer server = runtime.server(apps, served, shared, fate -> obey(life, fate))) {
            return life.serve(new ServerTraffic(server));
        }
    }

    private static void obey(WorkerLife life, Fate fate) {
        switch (fate) {
            case STAY -> {}
            case RETIRE -> life.retire();
            case FAIL -> life.fail(ExitCode.EXCEPTION);
        }
    }

    /**
     * Runs the hooks of a process that is about to accept.
     *
     * @param first whether no worker of its number has come so far in this image of the instance
     */
    static void runAcceptingHooks(HookPhases hooks, int id, boolean first) {
        hooks.run(HookPhase.ACCEPTING);
        if (first) {
            hooks.run(HookPhase.ACCEPTING_ONCE);
        }
        if (id == 1) {
            hooks.run(HookPhase.ACCEPTING1);
            if (first) {
                hooks.run(HookPhase.ACCEPTING1_ONCE);
            }
        }
    }

    /** Makes the plugin host that a master has described. */
    static PluginHost received(WorkerPayload payload) {
        try {
            return PluginHost.received(payload.plugins());
        } catch (IOException e) {
            throw new JwsgiException(JwsgiException.Kind.BUG, "cannot read the plugins that were handed over", e);
        }
    }

    /** Returns the listeners under the descriptors that they have in this process. */
    private static List<Listener> inherited(WorkerPayload payload) {
        List<Listener> listeners = new ArrayList<>();
        int fd = ChildDescriptors.FIRST_LISTENER;
        for (Listener listener : payload.listeners()) {
            listeners.add(new Listener(
                    listener.number(),
                    fd++,
                    listener.name(),
                    listener.family(),
                    listener.port(),
                    listener.protocol(),
                    listener.shared()));
        }
        return listeners;
    }

    /** Returns the working directory as the instance had it at its start. */
    static String startDirectory() {
        return Path.of("").toAbsolutePath().toString();
    }
}
