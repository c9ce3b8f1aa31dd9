package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.hook.CommandOptions;
import org.jwsgi.kernel.hook.HookPhase;
import org.jwsgi.kernel.hook.Shell;
import org.jwsgi.kernel.log.ServerLog;
import org.jwsgi.kernel.master.InstanceView;
import org.jwsgi.kernel.master.ListenQueues;
import org.jwsgi.kernel.master.LogOrders;
import org.jwsgi.kernel.master.Master;
import org.jwsgi.kernel.master.MasterSetup;
import org.jwsgi.kernel.master.ProviderSource;
import org.jwsgi.kernel.master.ServiceContext;
import org.jwsgi.kernel.master.ServiceSource;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.ProviderTable;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.ListenQueue;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.socket.ListenerTable;
import org.jwsgi.kernel.supervise.IsolationOptions;
import org.jwsgi.kernel.supervise.NameOptions;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.PrivilegeOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.supervise.ResourceOptions;
import org.jwsgi.kernel.vassal.EmperorLink;

/** Puts together what a master needs and runs it. Runs in: MASTER; main thread. */
final class MasterStart {
    private final Start start;
    private final ServerLog log;
    private final ListenerTable listeners;
    private final Optional<Identity> identity;
    private final Optional<Capabilities> kept;
    private final Runnable up;
    private final StartHooks hooks;

    MasterStart(Start start, StartHooks hooks, ServerLog log, ListenerTable listeners, LaterUser user, Runnable up) {
        this.start = start;
        this.hooks = hooks;
        this.log = log;
        this.listeners = listeners;
        this.identity = user.identity();
        this.kept = user.kept();
        this.up = up;
    }

    /** Runs the master and returns the exit code when the instance has ended. */
    int run() {
        ProcessOptions options = start.options(ProcessOptions.class);
        PidfileOptions pidfiles = start.options(PidfileOptions.class);
        // Sockets for others alone, as those of a zerg pool, need no worker.
        int workers = listeners.listeners().isEmpty() ? 0 : options.processes();
        Sockets.map(start, options.processes()).warnOfUnknownSockets(listeners.listeners());
        InstanceInfo instance = InstanceFacts.of(
                start.installation(), start.configuration(), WorkerStart.startDirectory(), Processes.pid(), workers);
        // Before the workers are born, because they inherit the log.
        log.openSecond(InstanceStart.isReloaded(start.environment()));
        identity.ifPresent(user -> log.giveTo(user.uid(), user.gid()));
        Runnable vacuum = () -> {
            hooks.phases().runTolerantly(HookPhase.AS_USER_ATEXIT);
            if (pidfiles.vacuum()) {
                listeners.vacuum();
            }
        };
        JvmCommand jvm = JvmCommand.ofProcess();
        MasterSetup.Hooks duties = new MasterSetup.Hooks(
                view -> services(instance, view, jvm),
                queues(),
                start::shownConfiguration,
                vacuum,
                listeners::refuse,
                up,
                logOrders(),
                Watches.create(start, instance, ProcessRole.MASTER, 0),
                hooks.phases(),
                Shell.path(start.options(CommandOptions.class).shells()));
        NextImage next = new NextImage(start, listeners, SoleStart.vassal(start, hooks.phases()));
        MasterSetup setup = new MasterSetup(
                options,
                pidfiles,
                instance,
                launch(),
                CheaperAlgorithms.rules(start, instance),
                listeners.listeners(),
                identity,
                next.reload(),
                duties,
                next.governed());
        // Only now: the workers' command was made from this process' own, which the name overwrites.
        ProcessNames.set(start.options(NameOptions.class).ofMaster());
        return new Master(setup).run();
    }

    private MasterSetup.WorkerLaunch launch() {
        PrivilegeOptions privileges = start.options(PrivilegeOptions.class);
        boolean late = privileges.dropAfterApps() && !privileges.masterAsRoot();
        byte[] payload = new WorkerPayload(
                        start.configuration().encode(),
                        start.plugins().handOver(),
                        listeners.listeners(),
                        WorkerStart.startDirectory(),
                        Processes.pid(),
                        privileges.masterAsRoot() && identity.isPresent(),
                        late ? identity.map(user -> new WorkerPayload.LateIdentity(user, kept)) : Optional.empty())
                .encode();
        return new MasterSetup.WorkerLaunch(
                JvmCommand.ofProcess().worker(start.options(JvmOptions.class).options()),
                this::workerEnvironment,
                payload,
                WorkerRuntime.APP_SLOTS,
                new MasterSetup.WorkerPrivileges(
                        kept,
                        // A master that has changed its user could not let a later worker load its apps as root.
                        privileges.masterAsRoot() || late,
                        late,
                        start.options(ResourceOptions.class).cpuAffinity()));
    }

    /**
     * Returns the environment of workers. The JVM stops threads with SIGUSR2, for its flight recorder, unless it is told to
     * use another signal; in a worker that one tells what it runs.
     */
    private Map<String, String> workerEnvironment() {
        Map<String, String> environment = hooks.environment().variables();
        environment.putIfAbsent("_JAVA_SR_SIGNUM", "50");
        return environment;
    }

    private LogOrders logOrders() {
        return new LogOrders() {
            @Override
            public void rotate() {
                log.rotate();
            }

            @Override
            public void reopen() {
                log.reopen();
            }

            @Override
            public List<Integer> descriptorsToKeep() {
                return log.descriptorsToKeep();
            }

            @Override
            public Map<String, String> handOver() {
                return log.handOver();
            }
        };
    }

    private byte[] supervisorPayload() {
        SupervisorStart.loadNeeds(start);
        return new WorkerPayload(
                        start.configuration().encode(),
                        start.plugins().handOver(),
                        List.of(),
                        WorkerStart.startDirectory(),
                        Processes.pid())
                .encode();
    }

    private List<ServiceSource.Owned> services(InstanceInfo instance, InstanceView view, JvmCommand jvm) {
        ProviderTable providers = start.plugins().providers(Set.of(ProcessRole.MASTER));
        PluginContexts contexts =
                new PluginContexts(start.configuration()::bind, instance, ProcessRole.MASTER, 0, start.plugins());
        start.plugins().alarms().heardBy((alarm, message, lost) -> {
            view.raiseAlarm(alarm, message, lost);
            return true;
        });
        start.plugins().signals().servedBy(view::raiseSignal);
        List<ServiceSource.Owned> services = new ArrayList<>();
        services.add(new ServiceSource.Owned("kernel", new LogKeeper(log)));
        IsolationOptions isolation = start.options(IsolationOptions.class);
        if (!isolation.setnsSocket().isEmpty()) {
            services.add(new ServiceSource.Owned("kernel", new NamespaceOffer(isolation)));
        }
        List<OpenListener> open = listeners.open();
        ProviderSource source = new ServiceProviders(
                start.plugins(),
                contexts,
                view,
                log::tap,
                hooks.compiler(),
                open,
                name -> SupervisorStart.child(
                        jvm, supervisorPayload(), EmperorLink.isVassal(start.environment()), name));
        for (ProviderTable.Entry<MasterServiceProvider> entry : providers.all(MasterServiceProvider.class)) {
            ServiceContext context =
                    new ServiceContext(contexts.of(entry), view, source, log::tap, hooks.compiler(), open);
            create(entry, context)
                    .ifPresent(service -> services.add(new ServiceSource.Owned(entry.pluginId(), service)));
        }
        return services;
    }

    /** A service that says what it cannot use has found a mistake of the user's, not one of its own. */
    private static Optional<MasterService> create(
            ProviderTable.Entry<MasterServiceProvider> entry, ServiceContext context) {
        try {
            return entry.call("create", provider -> provider.create(context));
        } catch (ServiceException e) {
            throw new JwsgiException(JwsgiException.Kind.USER, entry.pluginId() + ": " + e.getMessage(), e);
        }
    }

    private static ListenQueues queues() {
        return listener -> ListenQueue.of(listener.fd())
                .map(queue -> new ListenQueues.Depth(queue.length(), queue.limit()))
                .orElse(new ListenQueues.Depth(0, 0));
    }
}
