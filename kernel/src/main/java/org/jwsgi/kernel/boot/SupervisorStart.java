package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.supervisor.Supervisor;
import org.jwsgi.api.supervisor.SupervisorException;
import org.jwsgi.api.supervisor.SupervisorProvider;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.Configuration;
import org.jwsgi.kernel.hook.HookPhase;
import org.jwsgi.kernel.log.LogMasterOptions;
import org.jwsgi.kernel.log.LogOptions;
import org.jwsgi.kernel.log.ServerLog;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.ProviderEntry;
import org.jwsgi.kernel.plugin.ProviderKind;
import org.jwsgi.kernel.plugin.ProviderTable;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.jwsgi.kernel.socket.SocketOptions;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.LaunchedPrograms;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.Pidfiles;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.SocketLines;
import org.jwsgi.kernel.supervise.SupervisorLoop;

/** Puts together what a supervisor needs and runs it: in the instance's only process, or in a child of its master. */
final class SupervisorStart {
    /** What the launcher blocks, by name. */
    private static final String BLOCKED = "--block-signal=HUP,INT,TERM,QUIT,CHLD,USR1,TSTP,WINCH,URG";

    /** Tells a supervisor's process that its instance has an Emperor, whose connection is the master's alone. */
    private static final String VASSAL_VARIABLE = "JWSGI_VASSAL";

    /** The descriptor of a supervisor's process that its master writes signals to. */
    private static final int ORDERS = SpawnRequest.FIRST_DESCRIPTOR + 1;

    private final Start start;
    private final StartHooks hooks;
    private final ProviderTable.Entry<SupervisorProvider> provider;
    private final PluginContexts contexts;

    private SupervisorStart(Start start, StartHooks hooks, ProviderTable.Entry<SupervisorProvider> provider) {
        this.start = start;
        this.hooks = hooks;
        this.provider = provider;
        this.contexts = contexts(start);
    }

    private static PluginContexts contexts(Start start) {
        InstanceInfo instance = InstanceFacts.of(
                start.installation(), start.configuration(), WorkerStart.startDirectory(), Processes.pid(), 0);
        return new PluginContexts(start.configuration()::bind, instance, ProcessRole.EMPEROR, 0);
    }

    /**
     * Returns the supervisor that the configuration asks for; empty when there is none.
     *
     * @throws JwsgiException when there are several, which only a master can run
     */
    static Optional<SupervisorStart> wanted(Start start, StartHooks hooks) {
        List<ProviderTable.Entry<SupervisorProvider>> wanted = wanted(start);
        if (wanted.size() > 1 && !start.options(ProcessOptions.class).needsMaster()) {
            String names = wanted.stream().map(ProviderTable.Entry::name).collect(Collectors.joining(" and "));
            throw new JwsgiException(JwsgiException.Kind.USER, "cannot run " + names + " without a master");
        }
        return wanted.isEmpty() ? Optional.empty() : Optional.of(new SupervisorStart(start, hooks, wanted.getFirst()));
    }

    /** Returns what {@code imperial-monitor-list} prints. */
    static String listMonitors(Start start) {
        StringBuilder text = new StringBuilder("*** jwsgi loaded imperial monitors ***\n");
        for (ProviderEntry provider : start.plugins().available(ProviderKind.IMPERIAL_MONITOR)) {
            text.append(provider.name()).append('\n');
        }
        return text.append("--- end of imperial monitors list ---\n\n").toString();
    }

    /** Loads the plugins that supervisors will ask for, so that they are among those handed to another JVM. */
    static void loadNeeds(Start start) {
        for (ProviderTable.Entry<SupervisorProvider> entry : wanted(start)) {
            List<SupervisorProvider.Need> needs =
                    entry.call("ask", provider -> provider.needs(contexts(start).of(entry)));
            needs.forEach(need -> start.plugins().loadProvider(ProviderKind.of(need.kind()), need.name()));
        }
    }

    private static List<ProviderTable.Entry<SupervisorProvider>> wanted(Start start) {
        List<ProviderTable.Entry<SupervisorProvider>> wanted = new ArrayList<>();
        ProviderTable providers = start.plugins().providers(Set.of(ProcessRole.EMPEROR));
        for (ProviderTable.Entry<SupervisorProvider> entry : providers.all(SupervisorProvider.class)) {
            if (entry.call("ask", provider -> provider.isWanted(contexts(start).of(entry)))) {
                wanted.add(entry);
            }
        }
        return wanted;
    }

    /**
     * Runs the supervisor as the instance's only process. Main thread.
     *
     * @param user who the process becomes before, unless the supervisor is an early one
     * @param up is called once it runs
     * @return the exit code
     */
    int run(LaterUser user, ServerLog log, Runnable up) {
        ProcessOptions options = start.options(ProcessOptions.class);
        Pidfiles pidfiles = new Pidfiles(
                start.options(PidfileOptions.class),
                java.nio.file.Path.of(WorkerStart.startDirectory()),
                options.chdir(),
                Processes.pid());
        pidfiles.writeEarly();
        boolean early = provider.call("ask", asked -> asked.isEarly(contexts.of(provider)));
        if (!early) {
            user.identity().ifPresent(identity -> Credentials.become(identity, user.kept()));
            hooks.phases().run(HookPhase.AS_USER);
        }
        pidfiles.writeUnprivileged();
        log.openSecond(InstanceStart.isReloaded(start.environment()));
        pidfiles.writeSafe();
        try {
            return run(up, OptionalInt.empty());
        } finally {
            pidfiles.vacuum(!early && user.identity().isPresent());
            hooks.phases().runTolerantly(HookPhase.AS_USER_ATEXIT);
        }
    }

    /**
     * Runs the supervisor.
     *
     * @param orders where signals come from a master that may not send them, absent without a master
     */
    private int run(Runnable up, OptionalInt orders) {
        if (!Signals.isBlocked(Signals.HUP)) {
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT, "jwsgi must be started with its launcher, bin/jwsgi");
        }
        EventLoop events = new EventLoop();
        LaunchedPrograms programs = new LaunchedPrograms(events, hooks.environment()::variables);
        SupervisorLoop loop = new SupervisorLoop(
                events,
                programs,
                () -> System.nanoTime() / 1_000_000,
                contexts.of(provider).log());
        SocketLines lines =
                new SocketLines(events, start.options(SocketOptions.class).listen());
        SupervisorView view = new SupervisorView(
                contexts.of(provider), loop, programs, lines, hooks, isVassal(), start.plugins(), contexts);
        try {
            Supervisor supervisor = provider.call("create", creating -> creating.create(view));
            orders.ifPresent(fd -> loop.obey(fd, supervisor));
            return loop.run(supervisor, up);
        } catch (SupervisorException e) {
            throw new JwsgiException(JwsgiException.Kind.USER, String.valueOf(e.getMessage()), e);
        }
    }

    private boolean isVassal() {
        return start.environment().containsKey(VASSAL_VARIABLE);
    }

    /**
     * Runs the supervisor that a master has ordered. Runs in: EMPEROR; main thread.
     *
     * @param name the provider's name
     * @return the exit code
     */
    static int run(String name) {
        Map<String, String> environment = System.getenv();
        Installation installation = Installation.of(environment);
        WorkerPayload payload = WorkerPayload.decode(Memory.contentOf(SpawnRequest.FIRST_DESCRIPTOR));
        Configuration configuration = Configuration.decode(payload.configuration(), environment);
        ServerLog.inherit(
                configuration.bind(LogOptions.class),
                configuration.bind(LogMasterOptions.class),
                System::currentTimeMillis);
        Start start = new Start(installation, List.of(), environment, configuration, WorkerStart.received(payload));
        InstanceInfo instance =
                InstanceFacts.of(installation, configuration, payload.startDirectory(), payload.masterPid(), 0);
        StartHooks hooks = StartHooks.of(start, instance, ProcessRole.EMPEROR, 0);
        ProviderTable.Entry<SupervisorProvider> provider = start.plugins()
                .providers(Set.of(ProcessRole.EMPEROR))
                .find(SupervisorProvider.class, name)
                .orElseThrow(() -> new JwsgiException(JwsgiException.Kind.BUG, "no plugin has a supervisor " + name));
        return new SupervisorStart(start, hooks, provider).run(() -> {}, OptionalInt.of(ORDERS));
    }

    /**
     * Begins the spec of a supervisor's process beside the master. The JVM is born with its signals blocked, as from the
     * launcher.
     *
     * @param jvm the command of the master's JVM
     * @param payload what the process is told
     * @param vassal whether the instance has an Emperor
     * @param name the provider's name
     */
    static ChildSpec.Builder child(JvmCommand jvm, byte[] payload, boolean vassal, String name) {
        List<String> command = new ArrayList<>(List.of("env", BLOCKED));
        command.addAll(jvm.instance(List.of(Main.SUPERVISOR, name)));
        command.removeIf(option -> option.startsWith("-XX:AOTCacheOutput="));
        ChildSpec.Builder spec = ChildSpec.program(name, command);
        if (vassal) {
            spec.set(VASSAL_VARIABLE, "1");
        } else {
            spec.unset(VASSAL_VARIABLE);
        }
        Descriptors.Pair orders = Descriptors.pipe();
        return spec.descriptors(List.of(Memory.createWith("jwsgi-supervisor", payload), orders.first()))
                .orders(orders.second())
                .boundToMaster();
    }
}
