package org.jwsgi.kernel.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.ConfigException;
import org.jwsgi.kernel.config.ConfigOptions;
import org.jwsgi.kernel.config.Configuration;
import org.jwsgi.kernel.config.FileLocks;
import org.jwsgi.kernel.config.LoadResult;
import org.jwsgi.kernel.hook.CommandOptions;
import org.jwsgi.kernel.hook.HookExit;
import org.jwsgi.kernel.hook.HookFailure;
import org.jwsgi.kernel.hook.HookPhase;
import org.jwsgi.kernel.log.Banner;
import org.jwsgi.kernel.log.LogHandOver;
import org.jwsgi.kernel.log.LogOptions;
import org.jwsgi.kernel.log.LogPipeline;
import org.jwsgi.kernel.log.ServerLog;
import org.jwsgi.kernel.plugin.PluginHost;
import org.jwsgi.kernel.plugin.PluginsList;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.Mounts;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.jwsgi.kernel.socket.InheritedSockets;
import org.jwsgi.kernel.socket.ListenerTable;
import org.jwsgi.kernel.supervise.Daemonizer;
import org.jwsgi.kernel.supervise.IsolationOptions;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.PrivilegeOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.ResourceOptions;
import org.jwsgi.kernel.vassal.EmperorLink;
import org.jwsgi.kernel.vassal.EmperorProxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of an instance: reads the configuration, prepares the process and hands it to the master or the sole process.
 * Runs in: the process that the user or an Emperor started; main thread.
 */
final class InstanceStart {
    /** Tells, over a reload, how often the instance was reloaded. */
    static final String RELOADS = "UWSGI_RELOADS";

    private static final Logger LOG = LoggerFactory.getLogger(InstanceStart.class);

    private final Start start;
    private final boolean reloaded;
    private final Optional<LogHandOver> socket;

    private InstanceStart(Start start, Optional<LogHandOver> socket) {
        this.start = start;
        this.reloaded = isReloaded(start.environment());
        this.socket = socket;
    }

    /** Starts an instance and returns the exit code when it has ended. */
    static int run(List<String> arguments) {
        Map<String, String> environment;
        try {
            environment = System.getenv();
            if (environment.containsKey(EmperorProxy.VARIABLE)) {
                environment = EmperorProxy.resolve(environment);
            }
        } catch (JwsgiException e) {
            Main.report(e);
            return ExitCode.ERROR.code();
        }
        Installation installation = Installation.of(environment);
        if (arguments.size() >= 2
                && (arguments.getFirst().equals(Main.SOLE)
                        || arguments.getFirst().equals(Main.SOLE_BEGUN))) {
            return continued(installation, arguments, environment);
        }
        // Before the configuration is read, which may be the end: nobody reads the log's socket yet.
        Optional<LogHandOver> socket = LogHandOver.find(environment.get(LogHandOver.VARIABLE));
        ConfigurationReader reader = new ConfigurationReader(installation, environment);
        PluginHost plugins = reader.plugins();
        try {
            return switch (reader.read(arguments, plugins)) {
                case LoadResult.Ready(var configuration) -> {
                    Start start = new Start(installation, arguments, environment, configuration, plugins);
                    yield withFallback(start, socket);
                }
                case LoadResult.Ended(int code, var fallback) -> {
                    System.out.flush();
                    yield fallBack(installation, environment, code, fallback);
                }
                case LoadResult.Signal(String pidfile, int signal) -> signal(pidfile, signal);
            };
        } catch (ConfigException e) {
            Main.report(e);
            return fallBack(installation, environment, e.exitCode(), e.fallback());
        }
    }

    private static int withFallback(Start start, Optional<LogHandOver> socket) {
        int code;
        try {
            code = new InstanceStart(start, socket).run();
        } catch (HookExit e) {
            code = e.code();
        } catch (JwsgiException e) {
            Main.report(e);
            code = ExitCode.ERROR.code();
        }
        return fallBack(
                start.installation(),
                start.environment(),
                code,
                start.options(ConfigOptions.class).fallbackConfig());
    }

    /** Goes on in a JVM that {@link #replaceJvm} has started. */
    private static int continued(Installation installation, List<String> arguments, Map<String, String> environment) {
        WorkerPayload payload = WorkerPayload.decode(Memory.contentOf(Integer.parseInt(arguments.get(1))));
        Start start = new Start(
                installation,
                arguments.subList(2, arguments.size()),
                environment,
                Configuration.decode(payload.configuration(), environment),
                WorkerStart.received(payload));
        return new InstanceStart(start, Optional.empty())
                .serve(arguments.getFirst().equals(Main.SOLE_BEGUN));
    }

    private int run() {
        ProcessOptions processes = start.options(ProcessOptions.class);
        PidfileOptions pidfiles = start.options(PidfileOptions.class);
        if (start.options(ListOptions.class).plugins()) {
            System.out.print(PluginsList.render(start.plugins().plugins()));
            System.out.flush();
            if (nothingConfigured()) {
                return ExitCode.OK.code();
            }
        }
        if (start.options(ListOptions.class).cheaperAlgorithms()) {
            System.out.print(CheaperAlgorithms.list(start));
            System.out.flush();
        }
        if (start.options(ListOptions.class).loggers()) {
            System.out.print(Loggers.list(start.plugins()));
            System.out.flush();
        }
        if (start.options(ListOptions.class).monitors()) {
            System.out.print(SupervisorStart.listMonitors(start));
            System.out.flush();
        }
        if (start.options(ListOptions.class).alarms()) {
            System.out.print(Loggers.alarmList(start.plugins()));
            System.out.flush();
        }
        OptionalInt done = PluginCommands.run(start);
        if (done.isPresent()) {
            return done.getAsInt();
        }
        Optional<String> background = pidfiles.daemonize().or(pidfiles::daemonize2);
        if (background.isPresent() && !isDaemonOrVassal() && !reloaded) {
            List<String> command =
                    new ArrayList<>(List.of(start.installation().launcher().toString()));
            command.addAll(start.arguments());
            return Daemonizer.detach(command, start.environment());
        }
        if (!processes.needsMaster() && needsOtherJvm()) {
            StartHooks.of(start); // finds the plugins of hooks, which the other JVM cannot search for
            throw replaceJvm(Main.SOLE, start.configuration().environment());
        }
        return serve(false);
    }

    /**
     * Serves until the instance ends.
     *
     * @param begun whether this JVM goes on for one that has run the first hooks already
     */
    private int serve(boolean begun) {
        InstanceJail jail = new InstanceJail(start);
        boolean inside = start.environment().containsKey(Keeper.VARIABLE);
        if (inside) {
            Keeper.watch(start.environment());
            if (!reloaded && jail.needsProc()) {
                mountProc();
            }
        }
        boolean outside = !inside && !reloaded && jail.isWanted();
        // Loggers belong to the instance; the image before it writes to where the log goes without them.
        ServerLog log = openLog(reloaded || inside, !outside);
        try {
            if (!outside) {
                takeOn();
            }
            StartHooks hooks = StartHooks.of(start);
            if (!inside || reloaded) {
                if (!begun) {
                    begin(hooks);
                }
                logBanner();
            }
            Optional.ofNullable(start.environment().get(EmperorLink.VARIABLE))
                    .ifPresent(fd -> LOG.info("*** has_emperor mode detected (fd: {}) ***", fd));
            CheaperAlgorithms.check(start);
            // A keeper has the locks; without one they went with the image that this one has replaced.
            if (!inside || (!jail.isChild() && !jail.changesRoot())) {
                lock();
            }
            if (!inside && !reloaded) {
                ResourceOptions resources = start.options(ResourceOptions.class);
                new ControlGroups(resources).enter();
                ResourceLimits.apply(resources);
            }
            return serveOrFail(log, hooks, jail, inside);
        } catch (HookExit e) {
            return e.code();
        } catch (JwsgiException e) {
            Main.report(e); // while the loggers still hear it
            return ExitCode.ERROR.code();
        } finally {
            log.close();
        }
    }

    private int serveOrFail(ServerLog log, StartHooks hooks, InstanceJail jail, boolean inside) {
        try {
            return !inside && !reloaded && jail.isWanted()
                    ? enter(jail, hooks, patch(log))
                    : serve(log, hooks, !inside && !reloaded);
        } catch (HookFailure e) {
            hooks.phases().runTolerantly(HookPhase.AS_USER_ATEXIT);
            throw e;
        }
    }

    /** Becomes who the instance is from its start, and takes its mask for the modes of files. */
    private void takeOn() {
        new Identities(start.options(PrivilegeOptions.class)).immediate().ifPresent(Credentials::become);
        start.options(ProcessOptions.class).umask().ifPresent(mask -> Processes.umask(mask.bits()));
    }

    /** Runs the first hooks. A sole process gets the environment that they want: its apps read it from this JVM. */
    private void begin(StartHooks hooks) {
        hooks.phases().run(HookPhase.ASAP);
        if (!start.options(ProcessOptions.class).needsMaster()
                && !hooks.environment().changes().isEmpty()) {
            throw replaceJvm(
                    Main.SOLE_BEGUN,
                    hooks.imageEnvironment(start.configuration().environment()));
        }
    }

    /** Only a process inside can mount this view: it shows the process numbers of whoever mounts it. */
    private static void mountProc() {
        try {
            Files.createDirectories(Path.of("/proc"));
        } catch (java.io.IOException e) {
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT, "cannot create /proc in the jail: " + e.getMessage(), e);
        }
        Mounts.mount("proc", "/proc", "proc", Mounts.NO_SUID | Mounts.NO_DEVICES | Mounts.NO_EXEC, "");
    }

    private BinaryPatch patch(ServerLog log) {
        return new BinaryPatch(start.options(CommandOptions.class), start.arguments(), start.environment(), log::close);
    }

    /** Does what comes before the jail, once in the life of an instance. */
    private void beforeJail(StartHooks hooks, BinaryPatch patch, Collection<Integer> shared) {
        hooks.phases().run(HookPhase.PRE_JAIL);
        patch.becomePrivileged(hooks.environment().variables(), List.copyOf(shared));
    }

    private int enter(InstanceJail jail, StartHooks hooks, BinaryPatch patch) {
        if (patch.privileged()) {
            try (ListenerTable shared = Sockets.bindShared(start)) {
                beforeJail(hooks, patch, shared.descriptors());
            }
        } else {
            beforeJail(hooks, patch, List.of());
        }
        Sockets.loadDefaultProtocol(start);
        int payload = Memory.createWith("jwsgi-start", startPayload());
        Map<String, String> environment =
                jail.environment(hooks.imageEnvironment(start.configuration().environment()));
        List<String> options = start.options(JvmOptions.class).options();
        LaunchThread.Shape shape = jail.shape(pid -> {
            hooks.afterJail(pid);
            environment.putAll(hooks.environment().changes());
        });
        if (jail.isChild()) {
            List<String> command =
                    JvmCommand.ofProcess().sole(Main.SOLE, options, SpawnRequest.FIRST_DESCRIPTOR, start.arguments());
            return new Keeper(hooks::afterJail, jail.needsProc()).run(shape, command, environment, payload);
        }
        environment.put(Keeper.VARIABLE, "");
        List<Integer> kept = new ArrayList<>(List.of(payload));
        kept.addAll(inheritedDescriptors());
        throw LaunchThread.become(
                shape, JvmCommand.ofProcess().sole(Main.SOLE, options, payload, start.arguments()), environment, kept);
    }

    private byte[] startPayload() {
        SupervisorStart.loadNeeds(start);
        return new WorkerPayload(
                        start.configuration().encode(),
                        start.plugins().handOver(),
                        List.of(),
                        Path.of("").toAbsolutePath().toString(),
                        Processes.pid())
                .encode();
    }

    /**
     * Serves in the place where the instance stays.
     *
     * @param first whether no image was there before this one
     */
    private int serve(ServerLog log, StartHooks hooks, boolean first) {
        Identities identities = new Identities(start.options(PrivilegeOptions.class));
        BinaryPatch patch = patch(log);
        try (ListenerTable listeners = Sockets.bindShared(start)) {
            if (first) {
                beforeJail(hooks, patch, listeners.descriptors());
                if (start.options(IsolationOptions.class).jailed()) {
                    hooks.afterJail(OptionalInt.empty());
                }
            }
            hooks.phases().run(HookPhase.IN_JAIL);
            hooks.phases().run(HookPhase.AS_ROOT);
            if (patch.unprivileged()) {
                Optional<Capabilities> kept = identities.capabilities();
                identities.later().ifPresent(user -> Credentials.become(user, kept));
                hooks.phases().run(HookPhase.AS_USER);
                patch.becomeUnprivileged(hooks.environment().variables(), List.copyOf(listeners.descriptors()));
            }
            return serve(log, hooks, listeners, new LaterUser(identities.later(), identities.capabilities()));
        }
    }

    private int serve(ServerLog log, StartHooks hooks, ListenerTable listeners, LaterUser user) {
        ProcessOptions processes = start.options(ProcessOptions.class);
        // Relative names of sockets belong to this folder; those of logs and pid files belong to the one before.
        processes.chdir().map(Path::toString).ifPresent(directory -> {
            LOG.info("chdir() to {}", directory);
            Processes.chdir(directory);
        });
        ResourceLimits.write(start.options(ResourceOptions.class));
        Sockets.bind(start, listeners);
        Optional<SupervisorStart> supervisor = SupervisorStart.wanted(start, hooks);
        if (listeners.listeners().isEmpty()
                && !listeners.holdsForOthers()
                && !processes.noServer()
                && supervisor.isEmpty()) {
            throw new JwsgiException(
                    JwsgiException.Kind.USER, "The -s/--socket option is missing and stdin is not a socket.");
        }
        user.identity().ifPresent(identity -> Sockets.giveTo(start, listeners, identity));
        Optional<Daemonizer> daemon = Daemonizer.inherited(start.environment());
        ServiceNotices notices = new ServiceNotices(start.environment());
        notices.status("initializing jwsgi");
        Runnable up = () -> {
            daemon.ifPresent(Daemonizer::up);
            notices.ready();
            makeArchive();
        };
        if (supervisor.isPresent()
                && listeners.listeners().isEmpty()
                && !listeners.holdsForOthers()
                && !processes.needsMaster()
                && !EmperorLink.isVassal(start.environment())) { // somebody has to hear the Emperor of this Emperor
            return supervisor.get().run(user, log, up);
        }
        String kind = start.environment().getOrDefault(AotTraining.TRAINING_VARIABLE, VassalTraining.KIND);
        boolean training = !kind.equals(VassalTraining.KIND);
        if (training) {
            // One archive serves all roles, so its training run is a master first, until its worker accepts.
            Runnable stop = () -> Processes.kill(Processes.pid(), Signals.INT);
            new MasterStart(start, hooks, log, listeners, LaterUser.SAME, stop).run();
        }
        // Beside a socket a supervisor is a child, which only a master has.
        return (processes.needsMaster() || supervisor.isPresent()) && !processes.noServer() && !training
                ? new MasterStart(start, hooks, log, listeners, user, up).run()
                : new SoleStart(start, hooks, log, listeners, user, up).run();
    }

    /**
     * Makes a missing AOT archive beside the server, unless that would happen in its control groups: there the work counts
     * against the server's share, and a group cannot be removed before it is done.
     */
    private void makeArchive() {
        if (start.options(ResourceOptions.class).cgroup().isEmpty()) {
            AotArchive.makeInBackground(start.installation(), start.environment());
        }
    }

    /** Takes the locks that are wanted once the process is in the background. */
    private void lock() {
        ConfigOptions options = start.options(ConfigOptions.class);
        for (String file : options.flock2()) {
            FileLocks.lock(Path.of(file).toAbsolutePath(), file, false);
        }
        for (String file : options.flockWait2()) {
            FileLocks.lock(Path.of(file).toAbsolutePath(), file, true);
        }
    }

    /**
     * Opens the log.
     *
     * @param opened whether an earlier image of this process, or the process outside, has opened it already
     * @param loggers whether it goes through loggers, if there are any
     */
    private ServerLog openLog(boolean opened, boolean loggers) {
        LogOptions options = start.options(LogOptions.class);
        ServerLog log = ServerLog.open(options, opened, System::currentTimeMillis);
        PidfileOptions pidfiles = start.options(PidfileOptions.class);
        Optional<String> background = pidfiles.daemonize().or(pidfiles::daemonize2);
        background.ifPresent(target -> log.redirect(target, opened));
        Optional<LogPipeline> pipeline = loggers ? Loggers.pipeline(start, log::original) : Optional.empty();
        if (pipeline.isPresent()) {
            log.startMaster(pipeline.get(), socket);
        } else {
            socket.ifPresent(ServerLog::empty);
        }
        return log;
    }

    private void logBanner() {
        ProcessOptions processes = start.options(ProcessOptions.class);
        Banner banner = new Banner(LOG);
        banner.starting(
                start.installation().version(),
                System.currentTimeMillis() / 1000,
                Path.of("").toAbsolutePath(),
                start.installation().launcher());
        if (start.options(ConfigOptions.class).showConfig()) {
            start.shownConfiguration().forEach(line -> LOG.info("{}", line));
        }
        banner.runningAsRoot();
        if (!processes.needsMaster()) {
            banner.withoutMaster();
        }
        banner.limits(processes.thunderLock());
    }

    /** Tells whether the configuration asks for nothing but lists. */
    private boolean nothingConfigured() {
        return start.configuration().lines().stream()
                .allMatch(line -> line.key().equals("plugins-list")
                        || line.key().equals("plugin-list")
                        || line.key().startsWith("plugin")
                        || line.key().equals("need-plugin"));
    }

    /** A running JVM can change neither its own options nor the environment that its libraries have read. */
    private boolean needsOtherJvm() {
        if (!start.options(JvmOptions.class).options().isEmpty()) {
            return true;
        }
        for (Map.Entry<String, Optional<String>> change :
                start.configuration().environmentChanges().entrySet()) {
            String now = start.environment().get(change.getKey());
            if (!change.getKey().equals(RELOADS) && !change.getValue().equals(Optional.ofNullable(now))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Becomes another JVM of this instance, before anything is bound.
     *
     * @param marker what it goes on with
     */
    private JwsgiException replaceJvm(String marker, Map<String, String> environment) {
        Sockets.loadDefaultProtocol(start);
        int fd = Memory.createWith("jwsgi-start", startPayload());
        List<Integer> kept = new ArrayList<>(List.of(fd));
        kept.addAll(inheritedDescriptors());
        return Processes.exec(
                JvmCommand.ofProcess()
                        .sole(marker, start.options(JvmOptions.class).options(), fd, start.arguments()),
                environment,
                kept);
    }

    /** Returns the descriptors above 2 that came with a meaning: sockets of systemd, the daemon's report, the Emperor's. */
    private List<Integer> inheritedDescriptors() {
        List<Integer> descriptors = new ArrayList<>();
        String daemon = start.environment().get(Daemonizer.VARIABLE);
        if (daemon != null && !daemon.isEmpty()) {
            descriptors.add(Integer.parseInt(daemon));
        }
        if (start.environment().containsKey("LISTEN_FDS")) {
            try {
                int count = Integer.parseInt(start.environment().getOrDefault("LISTEN_FDS", "0"));
                for (int fd = 3; fd < 3 + count; fd++) {
                    descriptors.add(fd);
                }
            } catch (NumberFormatException e) {
                LOG.warn("LISTEN_FDS is not a number: {}", e.getMessage());
            }
        }
        descriptors.addAll(EmperorLink.descriptors(start.environment()));
        return descriptors;
    }

    /** An Emperor would lose a vassal that leaves for the background: only its log goes there. */
    private boolean isDaemonOrVassal() {
        return Daemonizer.isDaemon(start.environment()) || EmperorLink.isVassal(start.environment());
    }

    private static int signal(String pidfile, int signal) {
        int pid;
        try {
            pid = Integer.parseInt(Files.readString(Path.of(pidfile)).strip());
        } catch (java.io.IOException | NumberFormatException e) {
            LOG.error("cannot read a pid from {}: {}", pidfile, e.toString());
            return ExitCode.ERROR.code();
        }
        try {
            if (Processes.kill(pid, signal)) {
                return ExitCode.OK.code();
            }
            LOG.error("cannot signal process {} of {}: no such process", pid, pidfile);
        } catch (JwsgiException e) {
            LOG.error("{}", e.getMessage());
        }
        return ExitCode.SIGNAL_FAILED.code();
    }

    /** Replaces a process that has failed by one with the configuration that {@code fallback-config} names. */
    private static int fallBack(
            Installation installation, Map<String, String> environment, int code, Optional<String> fallback) {
        if (code != ExitCode.ERROR.code() || fallback.isEmpty()) {
            return code;
        }
        LOG.warn("... falling back to {}", fallback.get());
        Map<String, String> next = new HashMap<>(environment);
        InheritedSockets.VARIABLES.forEach(next::remove);
        Processes.chdir(WorkerStart.startDirectory());
        Main.report(Processes.exec(List.of(installation.launcher().toString(), fallback.get()), next, List.of()));
        return code;
    }

    /**
     * Tells whether this process is a new image of an instance that runs already. {@code UWSGI_RELOADS} alone does not tell:
     * whatever an app starts inherits it.
     */
    static boolean isReloaded(Map<String, String> environment) {
        String sockets = environment.getOrDefault(InheritedSockets.RELOAD_VARIABLE, "");
        int end = sockets.indexOf(';');
        return (end < 0 ? sockets : sockets.substring(0, end)).equals(Integer.toString(Processes.pid()));
    }

    /** Returns the failure for a protocol that no plugin has. */
    static JwsgiException unknownProtocol(String name) {
        return new JwsgiException(JwsgiException.Kind.USER, "unable to find protocol " + name);
    }
}
