package org.jwsgi.plugins.attachdaemon;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jwsgi.api.child.Child;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildListener;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.plugins.attachdaemon.DetailedDaemon.Adopt;

/**
 * A daemon that is known by its pidfile and outlives the master. It may run in the foreground, as a child of this master or
 * of an earlier one, or anywhere. Every second the pidfile is read and the process behind it is looked at. Everything here
 * is the master loop's; the pidfile is read and written elsewhere, by tasks whose results are posted, one look at a time. As
 * long as the pidfile cannot be read, nothing becomes of the daemon.
 *
 * <p>A pidfile is believed when its process can be told to be the daemon: an earlier master recorded it; or it was born
 * after this master started the daemon; or it was there before the pidfile was written and bears the name of a program
 * in the command. Everything else is another program, which is neither adopted nor signalled.
 */
final class SmartDaemon implements RunningDaemon, ChildListener {
    private static final int HUP = 1;
    private static final Duration MERCY = Duration.ofSeconds(3);

    private final MasterContext context;
    private final DaemonPlan plan;
    private final DetailedDaemon daemon;
    private final DaemonMessages messages;
    private final LongSupplier clock;
    private final Backoff backoff;
    private final Pidfile pidfile;
    private final Executor files;
    private Child child;
    private volatile State state = State.DOWN;
    private volatile int respawns;
    private volatile int pid;
    private Optional<ProcessIdentity> known = Optional.empty();
    private long startedTicks = Long.MAX_VALUE;
    private int lastChild;
    private int checks;
    private boolean looking;
    private String complaint = "";

    /** Where it is in its life. */
    private enum State {
        DOWN,
        WAITING,
        /** It was started, and its pidfile is not there yet. */
        STARTED,
        MONITORED,
        STOPPED
    }

    /**
     * Prepares a daemon.
     *
     * @param files runs what may block, one task after the other
     * @param clock gives monotonic seconds
     */
    SmartDaemon(MasterContext context, DaemonPlan plan, Pidfile pidfile, Executor files, LongSupplier clock) {
        this.context = context;
        this.plan = plan;
        this.daemon = plan.daemon();
        this.messages = new DaemonMessages(context.log(), plan);
        this.clock = clock;
        this.pidfile = pidfile;
        this.files = files;
        this.backoff = new Backoff(daemon.maxThrottle(), daemon.freq());
        this.child = context.children().supervise(plan.child(), this);
    }

    @Override
    public DaemonPlan plan() {
        return plan;
    }

    @Override
    public void start() {
        look(found -> {
            if (state == State.DOWN) {
                start(found);
            }
        });
    }

    /** Has the pidfile read, and goes on with what is in it on the master loop. */
    private void look(Consumer<Pidfile.Look> then) {
        files.execute(() -> {
            Pidfile.Look found = pidfile.look();
            context.post(() -> then.accept(found));
        });
    }

    private void start(Pidfile.Look found) {
        Optional<ProcessIdentity> running = check(found);
        if (running.isPresent()) {
            backoff.next(clock.getAsLong());
            become(running.get(), found);
            messages.adopted(running.get().pid());
        } else {
            spawn();
        }
    }

    private void spawn() {
        known = Optional.empty();
        pid = 0;
        checks = 0;
        long delay = backoff.next(clock.getAsLong());
        if (backoff.breaks()) {
            messages.broken(daemon.freq());
        }
        if (delay > 0) {
            messages.throttling(delay);
        }
        state = State.WAITING;
        if (child.pid() != 0) {
            child.release(); // the daemon has died, but not who brought it up
            child = context.children().supervise(plan.child(), this);
        }
        child.start(Duration.ofSeconds(delay));
    }

    @Override
    public void spawned(Child same, int childPid) {
        boolean again = lastChild != 0;
        lastChild = childPid;
        pid = childPid;
        messages.spawned(again, childPid);
        if (again) {
            respawns++;
        }
        state = State.STARTED;
        Optional<ProcessIdentity> born = ProcessIdentity.of(childPid);
        startedTicks = born.map(ProcessIdentity::started).orElseGet(ProcessIdentity::nowInTicks);
        if (daemon.daemonize()) {
            born.ifPresent(this::daemonize);
        }
    }

    /** The process leads a session already and is left alone at the master's end, so all that is missing is the file. */
    private void daemonize(ProcessIdentity process) {
        messages.writing(pidfile.path());
        files.execute(() -> {
            try {
                pidfile.write(process.pid());
                pidfile.remember(process);
                context.post(() -> written(process));
            } catch (IOException e) {
                messages.cannotWrite(pidfile.path(), String.valueOf(e.getMessage()));
                context.post(() -> abandon(process));
            }
        });
    }

    /**
     * Ends a process that no later master could find again: each would start another one beside it. The checks of the
     * pidfile lead to the next attempt.
     */
    private void abandon(ProcessIdentity process) {
        if (state == State.STARTED && process.pid() == lastChild && child.pid() == lastChild) {
            messages.stopping(lastChild);
            child.stop(daemon.stopSignal(), MERCY);
        }
    }

    private void written(ProcessIdentity process) {
        if (state == State.STARTED && process.pid() == lastChild) {
            become(process);
        }
    }

    @Override
    public void ended(Child same, ChildEnd end, boolean expected) {
        if (end instanceof ChildEnd.NotStarted) {
            messages.ended(end);
            state = State.STARTED; // the checks of the pidfile lead to the next attempt
        } else if (known.isPresent() && known.get().pid() == lastChild) {
            tick(); // it was the daemon itself: no need to wait for the second to pass
        }
    }

    @Override
    public void tick() {
        if (looking || !isWatched()) {
            return;
        }
        looking = true;
        look(found -> {
            looking = false;
            if (isWatched()) {
                judge(found);
            }
        });
    }

    private boolean isWatched() {
        return state == State.STARTED || state == State.MONITORED;
    }

    private void judge(Pidfile.Look found) {
        Optional<ProcessIdentity> running = check(found);
        if (running.isPresent()) {
            if (known.isPresent() ? !known.equals(running) : running.get().pid() != lastChild) {
                messages.changedPid(pid, running.get().pid());
            }
            become(running.get(), found);
        } else if (known.filter(ProcessIdentity::isAlive).isPresent()) {
            checks = 0; // somebody took its pidfile away; a second copy would only do harm
        } else if (state == State.MONITORED) {
            files.execute(pidfile::forget);
            if (daemon.control()) {
                state = State.STOPPED;
                messages.annihilated(pid);
                context.control().stop(true);
            } else {
                spawn();
            }
        } else if (++checks >= daemon.freq()) {
            checks = 0;
            if (child.pid() == 0) {
                messages.changedPidfile(lastChild);
                spawn();
            } else {
                messages.notDaemonized(child.pid());
            }
        }
    }

    private void become(ProcessIdentity process) {
        known = Optional.of(process);
        pid = process.pid();
        state = State.MONITORED;
        checks = 0;
    }

    private void become(ProcessIdentity process, Pidfile.Look found) {
        become(process);
        if (!found.remembers(process)) {
            files.execute(() -> pidfile.remember(process));
        }
    }

    /** Returns the daemon's process, if the pidfile names one that can be told to be it. */
    private Optional<ProcessIdentity> check(Pidfile.Look found) {
        int named = found.pid();
        Optional<ProcessIdentity> process = named == 0 ? Optional.empty() : ProcessIdentity.of(named);
        if (process.isEmpty() || process.equals(known)) {
            return process;
        }
        String doubt = doubtAbout(process.get(), found);
        if (doubt.isEmpty()) {
            return process;
        }
        String complained = process.get().pid() + "/" + process.get().started();
        if (!complaint.equals(complained)) {
            complaint = complained;
            messages.foreign(
                    pidfile.path(), named, String.join(" ", process.get().commandLine()), doubt);
        }
        return Optional.empty();
    }

    private String doubtAbout(ProcessIdentity process, Pidfile.Look found) {
        if (process.pid() == context.instance().masterPid()) {
            return "it is this instance's master";
        }
        if (daemon.adopt() == Adopt.ANY || found.remembers(process) || process.started() >= startedTicks) {
            return "";
        }
        if (!found.isYoungerThan(process)) {
            return "it was started after the file was written";
        }
        return process.looksLike(daemon.command()) ? "" : "it runs something else";
    }

    @Override
    public void touched(String file) {
        known.filter(ProcessIdentity::isAlive).ifPresent(process -> {
            messages.touched(file, process.pid());
            signal(process, daemon.stopSignal());
        });
    }

    private void signal(ProcessIdentity process, int number) {
        context.children().signal(process.leadsGroup() ? -process.pid() : process.pid(), number);
    }

    @Override
    public CompletableFuture<Void> end(boolean reloading, Duration mercy) {
        if (state == State.WAITING) {
            child.stop(daemon.stopSignal(), mercy);
        }
        boolean unknown = state == State.STARTED;
        state = State.STOPPED;
        CompletableFuture<Void> end = new CompletableFuture<>();
        if (unknown) {
            look(found -> {
                check(found)
                        .ifPresent(process -> become(process, found)); // the next master recognizes it by the record
                state = State.STOPPED;
                leave(reloading, end);
            });
        } else {
            leave(reloading, end);
        }
        return end.completeOnTimeout(null, mercy.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Leaves the daemon to itself, once what is known of it has been written. */
    private void leave(boolean reloading, CompletableFuture<Void> end) {
        if (daemon.notifyPid()) {
            int reloadSignal = daemon.reloadSignal() > 0 ? daemon.reloadSignal() : HUP;
            known.filter(ProcessIdentity::isAlive)
                    .ifPresent(process -> signal(process, reloading ? reloadSignal : daemon.stopSignal()));
        }
        files.execute(() -> end.complete(null));
    }

    @Override
    public Map<String, Object> stats() {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("cmd", daemon.command());
        stats.put("pid", pid);
        stats.put("respawns", respawns);
        stats.put("name", plan.name());
        stats.put("kind", daemon.daemonize() ? "smart2" : "smart");
        stats.put(
                "status",
                switch (state) {
                    case DOWN -> "down";
                    case WAITING -> "waiting";
                    case STARTED -> "started";
                    case MONITORED -> "running";
                    case STOPPED -> "stopping";
                });
        stats.put("pidfile", pidfile.path().toString());
        return stats;
    }
}
