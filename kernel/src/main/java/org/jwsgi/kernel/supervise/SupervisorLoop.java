package org.jwsgi.kernel.supervise;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jwsgi.api.supervisor.ProcessSignal;
import org.jwsgi.api.supervisor.Supervisor;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Signals;
import org.slf4j.Logger;

/**
 * The life of a supervisor's process: signals, ends of programs, sockets, timers and the second's tick come to the
 * supervisor one after the other, on the main thread. Everything belongs to that thread, except {@link #post}. Runs in:
 * EMPEROR.
 */
public final class SupervisorLoop {
    private static final long TICK_MILLIS = 1000;
    private static final int ORDERS_BYTES = 64;
    private static final int KILLED = 128 + Signals.KILL;

    private final EventLoop loop;
    private final LaunchedPrograms programs;
    private final LongSupplier clock;
    private final Logger log;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private Optional<OrphanReaper> orphans = Optional.empty();
    private OptionalInt exitCode = OptionalInt.empty();

    private record Timer(long due, Runnable task) {}

    /**
     * Prepares.
     *
     * @param clock a monotonic clock in milliseconds
     * @param log of the supervisor's plugin, for what its tasks throw
     */
    public SupervisorLoop(EventLoop loop, LaunchedPrograms programs, LongSupplier clock, Logger log) {
        this.loop = loop;
        this.programs = programs;
        this.clock = clock;
        this.log = log;
    }

    /** Runs a task soon. Any thread. */
    public void post(Runnable task) {
        loop.post(() -> guarded(task));
    }

    /** Runs a task once a time has passed. */
    public void after(Duration delay, Runnable task) {
        timers.add(new Timer(clock.getAsLong() + delay.toMillis(), task));
    }

    /** Collects, from now on, children that nobody here has started. */
    public void collectOrphans() {
        orphans = Optional.of(new OrphanReaper((pid, status) -> log.debug("orphan {} has ended: {}", pid, status)));
    }

    /** Has {@link #run} return an exit code. */
    public void end(int code) {
        if (exitCode.isEmpty()) {
            exitCode = OptionalInt.of(code);
        }
    }

    /**
     * Starts a supervisor and runs until it ends.
     *
     * @param up is called once it has started
     * @return the exit code
     */
    public int run(Supervisor supervisor, Runnable up) {
        List<Integer> wanted = new ArrayList<>(Signals.LAUNCHER_BLOCKED);
        wanted.add(Signals.URG);
        int signals = Signals.open(wanted);
        loop.watch(signals, () -> take(signals, supervisor));
        try {
            supervisor.start();
            up.run();
            long nextTick = clock.getAsLong() + TICK_MILLIS;
            while (exitCode.isEmpty()) {
                long now = clock.getAsLong();
                loop.turn(Math.max(0, Math.min(nextTick, nextTimer(nextTick)) - now));
                runTimers();
                if (clock.getAsLong() >= nextTick) {
                    nextTick = clock.getAsLong() + TICK_MILLIS;
                    programs.reap();
                    orphans.ifPresent(OrphanReaper::look);
                    guarded(supervisor::onTick);
                }
            }
            return exitCode.getAsInt();
        } finally {
            supervisor.close();
        }
    }

    private long nextTimer(long otherwise) {
        Timer first = timers.peek();
        return first == null ? otherwise : first.due();
    }

    private void runTimers() {
        for (Timer timer = timers.peek(); timer != null && timer.due() <= clock.getAsLong(); timer = timers.peek()) {
            timers.remove();
            guarded(timer.task());
        }
    }

    private void take(int fd, Supervisor supervisor) {
        for (int signal = Signals.read(fd); signal != 0; signal = Signals.read(fd)) {
            deliver(signal, supervisor);
        }
    }

    private void deliver(int signal, Supervisor supervisor) {
        switch (signal) {
            case Signals.CHLD -> programs.reap();
            case Signals.HUP -> tell(supervisor, ProcessSignal.HUP);
            case Signals.INT -> tell(supervisor, ProcessSignal.INT);
            case Signals.QUIT -> tell(supervisor, ProcessSignal.QUIT);
            case Signals.TERM -> tell(supervisor, ProcessSignal.TERM);
            case Signals.USR1 -> tell(supervisor, ProcessSignal.USR1);
            case Signals.URG -> tell(supervisor, ProcessSignal.URG);
            case Signals.TSTP -> tell(supervisor, ProcessSignal.TSTP);
            case Signals.WINCH -> tell(supervisor, ProcessSignal.WINCH);
            case Signals.KILL -> end(KILLED);
            default -> {} // no other is received
        }
    }

    /** Takes signals as bytes from a master that has given up the privilege to send them. The master's end ends nothing. */
    public void obey(int fd, Supervisor supervisor) {
        loop.watch(fd, () -> {
            byte[] signals;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(ORDERS_BYTES);
                int count = Descriptors.read(fd, buffer);
                signals = buffer.asSlice(0, Math.max(0, count)).toArray(ValueLayout.JAVA_BYTE);
            }
            if (signals.length == 0) {
                loop.forget(fd);
            }
            for (byte signal : signals) {
                deliver(signal, supervisor);
            }
        });
    }

    private void tell(Supervisor supervisor, ProcessSignal signal) {
        guarded(() -> supervisor.signalled(signal));
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("task failed", e);
        }
    }
}
