package org.jwsgi.kernel.supervise;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.child.Child;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildListener;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One child of a service: carries out what {@link ChildProcess} decides. It says nothing about its readiness, so it counts
 * as serving from its birth. Owned by the master loop, except for {@link #pid()} and {@link #state()}.
 */
final class ServiceChild implements Child {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.children");

    private final ServiceChildren children;
    private final ChildSpec spec;
    private final ChildListener listener;
    private volatile ChildState state = new ChildState.Down();
    private ChildPolicy policy = new ChildPolicy(Signals.TERM, Signals.TERM, 0, Set.of(), false);
    private Duration delay = Duration.ZERO;
    private @Nullable Duration restart;
    private long born;
    private boolean overtime;
    private boolean released;

    ServiceChild(ServiceChildren children, ChildSpec spec, ChildListener listener) {
        this.children = children;
        this.spec = spec;
        this.listener = listener;
    }

    @Override
    public ChildSpec spec() {
        return spec;
    }

    @Override
    public int pid() {
        return state.runningPid();
    }

    @Override
    public State state() {
        return switch (state) {
            case ChildState.Down() -> State.DOWN;
            case ChildState.BackingOff ignored -> State.WAITING;
            case ChildState.Starting(int pid, long since) -> pid == 0 ? State.WAITING : State.RUNNING;
            case ChildState.Ready ignored -> State.RUNNING;
            case ChildState.Stopping ignored -> State.STOPPING;
        };
    }

    @Override
    public void start(Duration newDelay) {
        if (state instanceof ChildState.Stopping) {
            restart = newDelay;
        } else if (state instanceof ChildState.Down) {
            delay = newDelay;
            handle(new ChildEvent.Wanted());
        }
    }

    @Override
    public void stop(int signal, Duration mercy) {
        restart = null;
        policy = new ChildPolicy(signal, signal, mercy.toMillis(), Set.of(), false);
        handle(new ChildEvent.Stop(false, false));
    }

    @Override
    public boolean signal(int number) {
        int pid = pid();
        return pid != 0 && send(pid, deliverable(pid, number));
    }

    @Override
    public boolean signalGroup(int number) {
        int pid = pid();
        return pid != 0 && send(target(pid), deliverable(pid, number));
    }

    @Override
    public void release() {
        released = true;
        children.forget(this);
    }

    /** Lets time pass. */
    void tick() {
        long now = children.now();
        if (spec.repeatedStop()
                && state instanceof ChildState.Stopping(int pid, long since, long ends, boolean killed, boolean again)
                && !killed
                && now <= ends
                && now - since >= ServiceChildren.REPEAT_MILLIS) {
            signalGroup(policy.immediateSignal());
        }
        if (spec.limit().isPresent()
                && !overtime
                && pid() != 0
                && now - born > spec.limit().get().toMillis()) {
            overtime = true;
            signalGroup(Signals.KILL);
        }
        handle(new ChildEvent.Tick());
    }

    /**
     * Takes note of the process' end. A child that was told to end has not ended before its whole group has: often the
     * process is but the shell that runs the command, and what the shell ran still finishes its work. Once the group was
     * killed there is nothing to wait for.
     */
    void ended(ExitStatus status) {
        int pid = pid();
        boolean bound = spec.boundToMaster() && spec.place().newSession();
        if (bound && state instanceof ChildState.Stopping && children.signal(-pid, 0)) {
            children.awaitGroup(pid, this::wasKilled, () -> finish(pid, status));
        } else {
            finish(pid, status);
        }
    }

    private boolean wasKilled() {
        return state instanceof ChildState.Stopping stopping && stopping.killed();
    }

    private void finish(int pid, ExitStatus status) {
        if (spec.boundToMaster()) {
            children.unbind(target(pid));
            if (spec.place().newSession()) {
                children.signal(-pid, Signals.KILL); // what is left of its group must not pile up
            }
        }
        handle(new ChildEvent.Ended(status));
    }

    private void handle(ChildEvent event) {
        Transition transition = ChildProcess.next(state, event, policy, children.now());
        state = transition.state();
        for (ChildAction action : transition.actions()) {
            switch (action) {
                case ChildAction.Launch() -> launch();
                case ChildAction.Signal(int pid, int number) -> send(target(pid), deliverable(pid, number));
                case ChildAction.NoMercy(int pid) -> {
                    tell("noMercy", () -> listener.noMercy(this));
                    send(target(pid), Signals.KILL);
                }
                case ChildAction.Mourn(int pid, ExitStatus status, boolean expected, long since) ->
                    report(
                            switch (status) {
                                case ExitStatus.Exited(int code) -> new ChildEnd.Exited(pid, code);
                                case ExitStatus.Signaled(int signal) -> new ChildEnd.Killed(pid, signal, overtime);
                            },
                            expected);
            }
        }
    }

    /** Sends a signal, over the child's line where this process may not. */
    private boolean send(int target, int number) {
        if (children.signal(target, number)) {
            return true;
        }
        if (spec.orders().isEmpty() || number == 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment order = arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) number);
            return Descriptors.write(spec.orders().getAsInt(), order) == 1;
        }
    }

    private void launch() {
        if (!delay.isZero()) {
            long until = children.now() + delay.toMillis();
            delay = Duration.ZERO;
            handle(new ChildEvent.Held(until));
            return;
        }
        try {
            int pid = children.spawn(spec);
            born = children.now();
            overtime = false;
            handle(new ChildEvent.Spawned(pid));
            handle(new ChildEvent.Announced());
            if (spec.boundToMaster()) {
                children.bind(target(pid));
            }
            tell("spawned", () -> listener.spawned(this, pid));
        } catch (PosixException e) {
            handle(new ChildEvent.Stop(false, false));
            report(new ChildEnd.NotStarted(String.valueOf(e.getMessage())), false);
        }
    }

    private void report(ChildEnd end, boolean expected) {
        Duration again = restart;
        restart = null;
        tell("ended", () -> listener.ended(this, end, expected));
        if (again != null) {
            start(again);
        }
    }

    private void tell(String what, Runnable call) {
        if (released) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("child {}: {} failed", spec.name(), what, e);
        }
    }

    private int target(int pid) {
        return spec.place().newSession() ? -pid : pid;
    }

    /**
     * The first process of a pid namespace does not get signals that it does not handle. It could ignore every polite
     * request for ever, so it is killed where any other process would be.
     */
    private int deliverable(int pid, int number) {
        return spec.place().newPidNamespace() && number != 0 && !children.handles(pid, number) ? Signals.KILL : number;
    }
}
