package org.jwsgi.kernel.supervise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.supervisor.Launch;
import org.jwsgi.api.supervisor.NamespaceVisit;
import org.jwsgi.api.supervisor.ProgramListener;
import org.jwsgi.api.supervisor.ProgramSpec;
import org.jwsgi.api.supervisor.ProgramStep;
import org.jwsgi.api.supervisor.Programs;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.CommandScope;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.Mounts;
import org.jwsgi.kernel.posix.Namespaces;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.ShapeStep;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.jwsgi.kernel.posix.SystemThread;
import org.jwsgi.kernel.posix.Users;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of a supervisor. Each is born on a thread of its own, because hooks that run before it may take their time; a
 * program of another user becomes that user in its own process, where it can. All else belongs to the supervisor's loop, which
 * collects the programs that have ended.
 *
 * <p>The thread is a platform thread that the loop starts: a supervisor that has kept capabilities has them there and
 * nowhere else, and Linux hands a thread what its creator has.
 */
public final class LaunchedPrograms implements Programs {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.children");

    /** Runs a script of our own, which the shell that somebody prefers may not understand. */
    private static final String DEATH_WATCH_SHELL = "/bin/sh";

    private final EventLoop loop;
    private final MasterDeathWatch deathWatch;
    private final Optional<Setpriv> setpriv;
    private final Map<Integer, Running> running = new HashMap<>();

    /**
     * Prepares.
     *
     * @param loop the supervisor's loop
     * @param environment gives the environment of the process that kills the programs of a dead supervisor
     */
    public LaunchedPrograms(EventLoop loop, Supplier<Map<String, String>> environment) {
        this(loop, environment, Setpriv.find());
    }

    LaunchedPrograms(EventLoop loop, Supplier<Map<String, String>> environment, Optional<Setpriv> setpriv) {
        this.loop = loop;
        this.setpriv = setpriv;
        deathWatch = new MasterDeathWatch(DEATH_WATCH_SHELL, environment);
    }

    /**
     * A program.
     *
     * @param owner whom it runs as, absent when it is who this process is
     */
    private record Running(ProgramListener listener, Optional<Identity> owner) {}

    /**
     * A program on its way. Its thread takes the steps and then begins; the loop may call it off until then. Whoever comes
     * first has it.
     */
    private final class Birth implements Launch {
        private final String mark = deathWatch.expect();
        private final CommandScope commands = new CommandScope(Map.of(MasterDeathWatch.BIRTH_VARIABLE, mark));
        private final AtomicBoolean decided = new AtomicBoolean();
        private final ProgramSpec spec;
        private final ProgramListener listener;
        private boolean calledOff;

        Birth(ProgramSpec spec, ProgramListener listener) {
            this.spec = spec;
            this.listener = listener;
        }

        /** Its thread, when no hook is left to run. */
        private void begin() {
            if (!decided.compareAndSet(false, true)) {
                throw new PosixException("cannot start " + spec.name(), Errno.ECANCELED);
            }
        }

        @Override
        public boolean callOff() {
            if (!decided.compareAndSet(false, true)) {
                return false;
            }
            calledOff = true;
            Optional<Identity> owner = owner(spec);
            commands.end(leader -> signal(-leader, Signals.KILL, owner));
            return true;
        }

        void run() {
            try {
                int pid = spawn(this);
                loop.post(() -> started(pid, mark, new Running(listener, owner(spec))));
            } catch (JwsgiException | HookException e) {
                notStarted(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.error("cannot start {}", spec.name(), e);
                notStarted(e.toString());
            }
        }

        void notStarted(String reason) {
            loop.post(() -> {
                deathWatch.born(mark);
                if (!calledOff) {
                    decided.set(true);
                    tell(() -> listener.ended(new ChildEnd.NotStarted(reason)));
                }
            });
        }
    }

    @Override
    public Launch launch(ProgramSpec spec, ProgramListener listener) {
        Birth birth = new Birth(spec, listener);
        try {
            SystemThread.start("launch of " + spec.name(), birth::run);
        } catch (PosixException e) {
            birth.notStarted(String.valueOf(e.getMessage()));
        }
        return birth;
    }

    private int spawn(Birth birth) {
        ProgramSpec spec = birth.spec;
        Optional<Setpriv.Wrapped> wrapped = setpriv.flatMap(tool -> tool.wrap(spec, LaunchedPrograms::groups));
        List<ShapeStep> steps = new ArrayList<>();
        // What this process may do beyond its user is its own; a program gets it no more than from a server that forks.
        steps.add(new ShapeStep.Run(Capabilities::handOnNone));
        spec.directory().ifPresent(path -> steps.add(new ShapeStep.Directory(path.toString())));
        List<ProgramStep> own = wrapped.map(Setpriv.Wrapped::steps).orElse(spec.steps());
        own.forEach(step -> steps.addAll(shape(step, birth.commands)));
        steps.add(new ShapeStep.Run(birth::begin));
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.put(MasterDeathWatch.BIRTH_VARIABLE, birth.mark);
        List<SpawnRequest> attempts = new ArrayList<>();
        int input = spec.input().orElse(-1);
        List<List<String>> commands =
                wrapped.map(through -> List.of(through.command())).orElse(spec.commands());
        for (List<String> command : commands) {
            attempts.add(new SpawnRequest(
                    command,
                    environment,
                    spec.descriptors(),
                    Set.of(),
                    input < 0,
                    true,
                    new SpawnRequest.Streams(input, -1)));
        }
        return LaunchThread.spawnFirst(new LaunchThread.Shape(steps), attempts, birth.listener::trying);
    }

    private static List<ShapeStep> shape(ProgramStep step, CommandScope commands) {
        return switch (step) {
            case ProgramStep.Separate(Set<String> names) -> separate(flags(names));
            case ProgramStep.Bound(List<String> names) -> List.of(new ShapeStep.Bound(capabilities(names)));
            case ProgramStep.Become(int uid, int gid, List<Integer> groups) ->
                List.of(become(new Identity(uid, gid, groups)));
            case ProgramStep.Login(int uid, int gid) -> List.of(become(new Identity(uid, gid, groups(uid, gid))));
            case ProgramStep.Run(Runnable action) -> List.of(new ShapeStep.Run(() -> commands.run(action)));
        };
    }

    private static List<ShapeStep> separate(int flags) {
        ShapeStep.Unshare unshare = new ShapeStep.Unshare(flags);
        return (flags & Namespaces.MOUNT) == 0
                ? List.of(unshare)
                : List.of(unshare, new ShapeStep.Mount("none", "/", "", Mounts.SLAVE | Mounts.RECURSIVE, ""));
    }

    /** Nothing is kept: Linux takes capabilities from root when it becomes another, but not from another that has some. */
    private static ShapeStep become(Identity identity) {
        return new ShapeStep.Become(
                identity, identity.uid() == 0 ? Optional.empty() : Optional.of(new Capabilities(0)));
    }

    private static Optional<Identity> owner(ProgramSpec spec) {
        Optional<Identity> owner = Optional.empty();
        for (ProgramStep step : spec.steps()) {
            if (step instanceof ProgramStep.Become(int uid, int gid, List<Integer> groups)) {
                owner = Optional.of(new Identity(uid, gid, groups));
            } else if (step instanceof ProgramStep.Login(int uid, int gid)) {
                owner = Optional.of(new Identity(uid, gid, List.of()));
            }
        }
        return owner;
    }

    private static List<Integer> groups(int uid, int gid) {
        Users users = new Users();
        List<Integer> groups =
                new ArrayList<>(users.userName(uid).map(users::groupsOf).orElse(List.of()));
        if (!groups.contains(gid)) {
            groups.addFirst(gid);
        }
        return groups;
    }

    private static int flags(Set<String> names) {
        int flags = 0;
        for (String name : names) {
            Optional<Integer> flag = Namespaces.flag(name);
            if (flag.isEmpty()) {
                throw new JwsgiException(JwsgiException.Kind.USER, "unknown namespace subsystem: " + name);
            }
            flags |= flag.get();
        }
        return flags;
    }

    static Capabilities capabilities(List<String> names) {
        Capabilities kept = new Capabilities(0);
        for (String name : names) {
            OptionalInt number = Capabilities.number(name);
            if (number.isEmpty()) {
                throw new JwsgiException(JwsgiException.Kind.USER, "[security] unknown capability: " + name);
            }
            kept = kept.with(number.getAsInt());
        }
        return kept;
    }

    private void started(int pid, String birth, Running program) {
        running.put(pid, program);
        deathWatch.add(-pid);
        deathWatch.born(birth);
        tell(() -> program.listener().running(pid));
        reap(pid); // its end may have been signalled before it was known here
    }

    /** Collects the programs that have ended. */
    public void reap() {
        if (deathWatch.pid() != 0 && Processes.reap(deathWatch.pid()).isPresent()) {
            deathWatch.ended();
        }
        for (int pid : List.copyOf(running.keySet())) {
            reap(pid);
        }
    }

    private void reap(int pid) {
        Optional<ExitStatus> status = Processes.reap(pid);
        if (status.isEmpty()) {
            return;
        }
        signal(-pid, Signals.KILL); // what is left of its group must not pile up
        @Nullable Running program = running.remove(pid);
        deathWatch.remove(-pid);
        if (program != null) {
            ProgramListener listener = program.listener();
            ChildEnd end = switch (status.get()) {
                case ExitStatus.Exited(int code) -> new ChildEnd.Exited(pid, code);
                case ExitStatus.Signaled(int signal) -> new ChildEnd.Killed(pid, signal, false);
            };
            tell(() -> listener.ended(end));
        }
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("a listener of a program failed", e);
        }
    }

    @Override
    public boolean signal(int target, int number) {
        @Nullable Running program = running.get(Math.abs(target));
        return signal(target, number, program == null ? Optional.empty() : program.owner());
    }

    private static boolean signal(int target, int number, Optional<Identity> owner) {
        try {
            return Processes.kill(target, number);
        } catch (PosixException e) {
            return owner.isPresent() && signalAs(owner.get(), target, number);
        }
    }

    /**
     * A supervisor that is not root may be allowed to become whom it may not signal. Only in effect: nobody may signal a
     * thread for that.
     */
    private static boolean signalAs(Identity owner, int target, int number) {
        boolean[] there = new boolean[1];
        try {
            LaunchThread.run(
                    new LaunchThread.Shape(List.of(new ShapeStep.Effective(owner.uid()))),
                    () -> there[0] = Processes.kill(target, number));
        } catch (PosixException e) {
            LOG.warn("{}", e.getMessage());
        }
        return there[0];
    }

    @Override
    public NamespaceVisit visit(int pid, Set<String> names) {
        return OpenNamespaces.of(pid, names);
    }

    @Override
    public boolean isCapability(String name) {
        return Capabilities.number(name).isPresent();
    }
}
