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

/**
 * One scheduled command and its latest run, which may have begun under the master before a reload. Master loop, except
 * {@link #stats}.
 */
final class CronEntry implements ChildListener {
    private static final int KILL = 9;

    private final MasterContext context;
    private final CronTask task;
    private final Duration limit;
    private final LongSupplier monotonic;
    private final CronClock.Runs runs = new CronClock.Runs();
    private Optional<Child> latest = Optional.empty();
    /** The latest run, when the master before a reload began it. */
    private Optional<ProcessHandle> earlier = Optional.empty();

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
        if (earlier.isPresent() && !earlier.get().isAlive()) {
            exited();
        }
        if (pid > 0 && !killed && !limit.isZero() && monotonic.getAsLong() - startedAt > limit.toSeconds()) {
            killed = true;
            context.log().warn("*** HARAKIRI ON CRON \"{}\" (pid: {}) ***", task.command(), pid);
            latest.ifPresentOrElse(
                    child -> child.signalGroup(KILL), () -> context.children().signal(-pid, KILL));
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
            earlier = Optional.empty();
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
            exited();
        }
        latest = Optional.empty();
    }

    private void exited() {
        context.log()
                .info(
                        "[jwsgi-cron] command \"{}\" running with pid {} exited after {} second(s)",
                        task.command(),
                        pid,
                        monotonic.getAsLong() - startedAt);
        earlier = Optional.empty();
        pid = -1;
    }

    /** Returns what {@link #resume} needs after a reload. */
    String memory() {
        return runs.last().orElse(-1) + " " + pid + " " + startedAt + " " + startedEpoch + " " + (killed ? 1 : 0);
    }

    /**
     * Goes on where the master before a reload was: the pause since the last run goes on, and a run that has not ended is
     * still the latest one. Its process is a child of this master, so its pid cannot mean another.
     */
    void resume(String memory) {
        String[] fields = memory.split(" ");
        long last = Long.parseLong(fields[0]);
        if (last < 0 || last > monotonic.getAsLong()) {
            return;
        }
        runs.remember(last);
        int running = Integer.parseInt(fields[1]);
        earlier = running > 0 ? ProcessHandle.of(running) : Optional.empty();
        if (earlier.isPresent()) {
            pid = running;
            startedAt = Long.parseLong(fields[2]);
            startedEpoch = Long.parseLong(fields[3]);
            killed = fields[4].equals("1");
        }
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
