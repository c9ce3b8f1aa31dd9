package org.jwsgi.plugins.cron;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jwsgi.api.child.Child;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildListener;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.cron.CronClock;
import org.jwsgi.api.master.MasterContext;

/** One scheduled command and its latest run. Master loop, except {@link #stats}. */
final class CronEntry implements ChildListener {
    private static final int KILL = 9;

    private final MasterContext context;
    private final CronTask task;
    private final Duration limit;
    private final LongSupplier monotonic;
    private final CronClock.Runs runs = new CronClock.Runs();
    private Optional<Child> latest = Optional.empty();
    private long startedAt;
    private boolean killed;
    private volatile int pid = -1;
    private volatile long startedEpoch;

    /**
     * Prepares an entry.
     *
     * @param limit how long a run may take; zero for any time
     * @param monotonic gives seconds of a clock that nobody can set
     */
    CronEntry(MasterContext context, CronTask task, Duration limit, LongSupplier monotonic) {
        this.context = context;
        this.task = task;
        this.limit = limit;
        this.monotonic = monotonic;
    }

    CronTask task() {
        return task;
    }

    /** Kills a run whose time is over, and begins one that is due. */
    void look(CronClock clock) {
        if (pid > 0 && !killed && !limit.isZero() && monotonic.getAsLong() - startedAt > limit.toSeconds()) {
            killed = true;
            context.log().warn("*** HARAKIRI ON CRON \"{}\" (pid: {}) ***", task.command(), pid);
            latest.ifPresent(child -> child.signalGroup(KILL));
        }
        boolean blocked = task.unique() && pid > 0;
        if (task.legion().isEmpty() && !blocked && clock.isDue(task.fields(), runs)) {
            Child child = context.children()
                    .supervise(
                            ChildSpec.shell("cron", task.command())
                                    .input(new ChildSpec.Input.Inherited())
                                    .build(),
                            this);
            latest = Optional.of(child);
            killed = false;
            child.start(Duration.ZERO);
        }
    }

    @Override
    public void spawned(Child child, int newPid) {
        pid = newPid;
        startedAt = monotonic.getAsLong();
        startedEpoch = System.currentTimeMillis() / 1000;
        context.log().info("[jwsgi-cron] running \"{}\" (pid {})", task.command(), newPid);
    }

    @Override
    public void ended(Child child, ChildEnd end, boolean expected) {
        child.release();
        if (end instanceof ChildEnd.NotStarted(String reason)) {
            context.log().error("[jwsgi-cron] unable to run \"{}\": {}", task.command(), reason);
        }
        if (latest.filter(current -> current == child).isEmpty()) {
            return; // only the most recent run of an entry is followed, as in uWSGI
        }
        if (pid > 0) {
            context.log()
                    .info(
                            "[jwsgi-cron] command \"{}\" running with pid {} exited after {} second(s)",
                            task.command(),
                            pid,
                            monotonic.getAsLong() - startedAt);
        }
        latest = Optional.empty();
        pid = -1;
    }

    /** Returns what the stats server shows. Any thread. */
    Map<String, Object> stats() {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("minute", task.fields().minute());
        stats.put("hour", task.fields().hour());
        stats.put("day", task.fields().day());
        stats.put("month", task.fields().month());
        stats.put("week", task.fields().week());
        stats.put("command", task.command());
        stats.put("unique", task.unique() ? 1 : 0);
        stats.put("legion", task.legion());
        stats.put("pid", pid);
        stats.put("started_at", startedEpoch);
        return stats;
    }
}
