package org.jwsgi.plugins.attachdaemon;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jwsgi.api.child.Child;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildListener;
import org.jwsgi.api.master.MasterContext;

/** A daemon that lives as long as the master: a child that is started again whenever it ends. */
final class DumbDaemon implements RunningDaemon, ChildListener {
    private final MasterContext context;
    private final DaemonPlan plan;
    private final DaemonMessages messages;
    private final LongSupplier clock;
    private final Backoff backoff;
    private final Child child;
    private Optional<CompletableFuture<Void>> ending = Optional.empty();
    private volatile int respawns;
    private volatile boolean broken;
    private boolean spawned;

    /**
     * Prepares a daemon.
     *
     * @param clock gives monotonic seconds
     */
    DumbDaemon(MasterContext context, DaemonPlan plan, LongSupplier clock) {
        this.context = context;
        this.plan = plan;
        this.messages = new DaemonMessages(context.log(), plan);
        this.clock = clock;
        this.backoff = new Backoff(plan.daemon().maxThrottle(), plan.daemon().freq());
        this.child = context.children().supervise(plan.child(), this);
    }

    @Override
    public DaemonPlan plan() {
        return plan;
    }

    @Override
    public void start() {
        if (ending.isPresent()) {
            return;
        }
        long delay = backoff.next(clock.getAsLong());
        if (backoff.breaks()) {
            messages.broken(plan.daemon().freq());
        }
        broken = backoff.broken();
        if (delay > 0) {
            messages.throttling(delay);
        }
        child.start(Duration.ofSeconds(delay));
    }

    @Override
    public void spawned(Child same, int pid) {
        messages.spawned(spawned, pid);
        if (spawned) {
            respawns++;
        }
        spawned = true;
    }

    @Override
    public void ended(Child same, ChildEnd end, boolean expected) {
        messages.ended(end);
        if (ending.isPresent()) {
            messages.annihilated(pidOf(end));
            ending.get().complete(null);
        } else if (plan.daemon().control()) {
            messages.annihilated(pidOf(end));
            context.control().stop(true);
        } else {
            start();
        }
    }

    private static int pidOf(ChildEnd end) {
        return switch (end) {
            case ChildEnd.Exited(int pid, int code) -> pid;
            case ChildEnd.Killed(int pid, int signal, boolean overtime) -> pid;
            case ChildEnd.NotStarted ignored -> -1;
        };
    }

    @Override
    public void noMercy(Child same) {
        messages.noMercy(same.pid());
    }

    @Override
    public void tick() {}

    @Override
    public void touched(String file) {
        messages.touched(file, child.pid());
        if (!child.signalGroup(plan.daemon().stopSignal())) {
            child.signal(plan.daemon().stopSignal());
        }
    }

    @Override
    public CompletableFuture<Void> end(boolean reloading, Duration mercy) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ending = Optional.of(end);
        int pid = child.pid();
        if (pid == 0) {
            child.stop(plan.daemon().stopSignal(), mercy);
            end.complete(null);
        } else {
            messages.stopping(pid);
            int signal = reloading && plan.daemon().reloadSignal() > 0
                    ? plan.daemon().reloadSignal()
                    : plan.daemon().stopSignal();
            child.stop(signal, mercy);
        }
        return end;
    }

    @Override
    public Map<String, Object> stats() {
        Map<String, Object> stats = new LinkedHashMap<>();
        int pid = child.pid();
        stats.put("cmd", plan.daemon().command());
        stats.put("pid", pid);
        stats.put("respawns", respawns);
        stats.put("name", plan.name());
        stats.put("kind", plan.daemon().control() ? "control" : "dumb");
        stats.put(
                "status",
                broken
                        ? "broken"
                        : switch (child.state()) {
                            case DOWN -> "down";
                            case WAITING -> "waiting";
                            case RUNNING -> "running";
                            case STOPPING -> "stopping";
                        });
        return stats;
    }
}
