package org.jwsgi.kernel.master;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.watch.WorkerWatch;
import org.jwsgi.kernel.hook.HookPhases;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.jwsgi.kernel.vassal.Vassal;

/**
 * Everything that a master is given.
 *
 * @param options the processes
 * @param pidfiles the pid files
 * @param instance facts about the instance
 * @param launch how workers are started
 * @param pool what decides how many of them run
 * @param listeners the bound sockets, in the order in which workers find them
 * @param identity who master and workers become once everything is bound; empty to stay
 * @param reload how the master becomes a new one
 * @param hooks what other parts of the kernel do for the master
 * @param governed the Emperor, if there is one
 */
public record MasterSetup(
        ProcessOptions options,
        PidfileOptions pidfiles,
        InstanceInfo instance,
        WorkerLaunch launch,
        PoolRules pool,
        List<Listener> listeners,
        Optional<Identity> identity,
        Reload reload,
        Hooks hooks,
        Governed governed) {
    /** Copies the listeners. */
    public MasterSetup {
        listeners = List.copyOf(listeners);
    }

    /** A master that no Emperor has started. */
    public MasterSetup(
            ProcessOptions options,
            PidfileOptions pidfiles,
            InstanceInfo instance,
            WorkerLaunch launch,
            PoolRules pool,
            List<Listener> listeners,
            Optional<Identity> identity,
            Reload reload,
            Hooks hooks) {
        this(options, pidfiles, instance, launch, pool, listeners, identity, reload, hooks, Governed.BY_NOBODY);
    }

    /**
     * What an instance has of its Emperor.
     *
     * @param vassal what it does for the Emperor; empty when it has none
     * @param variables what the next image's environment needs to find the Emperor
     * @param kept the descriptors that they name
     */
    public record Governed(Optional<Vassal> vassal, Map<String, String> variables, List<Integer> kept) {
        /** There is no Emperor. */
        public static final Governed BY_NOBODY = new Governed(Optional.empty(), Map.of(), List.of());

        /** Copies the collections. */
        public Governed {
            variables = Map.copyOf(variables);
            kept = List.copyOf(kept);
        }

        /** Returns what the next image's environment needs, as it is now. */
        public Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>(variables);
            vassal.ifPresent(governed -> environment.putAll(governed.debts()));
            return environment;
        }
    }

    /**
     * How a worker is started.
     *
     * @param command the JVM, its options, the main class and its arguments; the worker's number follows as the last
     *     argument
     * @param environment gives its whole environment, to which hooks may add
     * @param payload the effective configuration, which the worker reads from its descriptor
     * @param apps the number of app slots on the scoreboard
     * @param privileges how workers get their identity and their place
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record WorkerLaunch(
            List<String> command,
            Supplier<Map<String, String>> environment,
            byte[] payload,
            int apps,
            WorkerPrivileges privileges) {
        /** Copies the collections. */
        public WorkerLaunch {
            command = List.copyOf(command);
        }

        /** A launch of workers that are what the master is. */
        public WorkerLaunch(List<String> command, Supplier<Map<String, String>> environment, byte[] payload, int apps) {
            this(command, environment, payload, apps, WorkerPrivileges.AS_MASTER);
        }
    }

    /**
     * How workers get their identity and their place on the machine.
     *
     * @param kept the capabilities that survive the change of user; empty for what Linux leaves
     * @param masterStays whether only workers change their user, now and at every respawn
     * @param late whether a worker changes its user by itself, once its apps are loaded
     * @param processors how many processors each worker has for itself; 0 for all
     */
    public record WorkerPrivileges(Optional<Capabilities> kept, boolean masterStays, boolean late, int processors) {
        /** Nothing special. */
        public static final WorkerPrivileges AS_MASTER = new WorkerPrivileges(Optional.empty(), false, false, 0);
    }

    /**
     * How the master becomes a new one, with its pid and the listening sockets.
     *
     * @param command the launcher's path and arguments
     * @param environment the whole new environment; {@code UWSGI_RELOADS} is set by the master
     * @param directory the working directory of the new master; empty to stay
     * @param kept the descriptors above 2 that the new master inherits
     * @param forked gives the command that starts a second instance in a new process, in which the kept descriptors
     *     have the numbers from the given one on
     * @param shared is called on the master loop once a second instance has the kept descriptors, too
     * @param check looks, before any worker is told to end, whether a new master could start; the result is the reason
     *     why not. Runs on a thread of its own and may block
     * @param count how many reloads this instance has had, 0 for a fresh one
     */
    public record Reload(
            List<String> command,
            Map<String, String> environment,
            Optional<String> directory,
            List<Integer> kept,
            IntFunction<List<String>> forked,
            Runnable shared,
            Supplier<Optional<String>> check,
            int count) {
        /** Copies the collections. */
        public Reload {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
            kept = List.copyOf(kept);
        }
    }

    /**
     * What other parts of the kernel do for the master.
     *
     * @param services creates the services that the configuration asks for
     * @param queues reads the accept queues
     * @param configuration gives the effective configuration as lines for the log, without secrets
     * @param vacuum removes what a stopped instance leaves behind beside its pid files
     * @param refuse makes the sockets that are the instance's own refuse clients, for good
     * @param up is called on the master loop once every worker accepts connections
     * @param log what can be ordered of the log
     * @param watches who looks at the workers; called on the master loop
     * @param phases the hooks of the master
     * @param shell the path of the shell that runs command lines
     */
    public record Hooks(
            ServiceSource services,
            ListenQueues queues,
            Supplier<List<String>> configuration,
            Runnable vacuum,
            Runnable refuse,
            Runnable up,
            LogOrders log,
            List<WorkerWatch> watches,
            HookPhases phases,
            String shell) {}
}
