package org.jwsgi.kernel.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jwsgi.api.child.Child;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildListener;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.child.Children;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children that a supervisor runs for its services. Its loop reaps them and gives them their ticks. Owned by the loop
 * thread, except {@link #run} and {@link #signal}.
 */
public final class ServiceChildren implements Children {
    /** How long after the first signal to end another may follow; less than a tick, so that every tick repeats it. */
    static final long REPEAT_MILLIS = 500;

    /** Between two looks at a group. */
    private static final long GROUP_MILLIS = 20;

    private static final Logger OUTPUT = LoggerFactory.getLogger("org.jwsgi.child");

    /** Runs a script of our own, which the shell that somebody prefers may not understand. */
    private static final String DEATH_WATCH_SHELL = "/bin/sh";

    private final EventLoop loop;
    private final String shell;
    private final Supplier<Map<String, String>> environment;
    private final LongSupplier clock;
    private final ChildOutput output = new ChildOutput();
    private final MasterDeathWatch deathWatch;
    private final List<ServiceChild> children = new ArrayList<>();
    private final List<Integer> inherited = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param loop the supervisor's loop
     * @param shell the path of the shell that runs command lines
     * @param environment gives the environment that children inherit
     * @param clock the supervisor's monotonic clock in milliseconds
     */
    public ServiceChildren(
            EventLoop loop, String shell, Supplier<Map<String, String>> environment, LongSupplier clock) {
        this.loop = loop;
        this.shell = shell;
        this.environment = environment;
        this.clock = clock;
        deathWatch = new MasterDeathWatch(DEATH_WATCH_SHELL, environment);
    }

    @Override
    public Child supervise(ChildSpec spec, ChildListener listener) {
        ServiceChild child = new ServiceChild(this, spec, listener);
        children.add(child);
        return child;
    }

    @Override
    public CompletableFuture<ChildEnd> run(ChildSpec spec) {
        CompletableFuture<ChildEnd> end = new CompletableFuture<>();
        loop.post(() -> supervise(spec, new OneRun(end)).start(java.time.Duration.ZERO));
        return end;
    }

    /** Forgets a child that runs once. */
    private record OneRun(CompletableFuture<ChildEnd> result) implements ChildListener {
        @Override
        public void ended(Child child, ChildEnd end, boolean expected) {
            child.release();
            result.complete(end);
        }
    }

    @Override
    public boolean signal(int target, int number) {
        try {
            return Processes.kill(target, number);
        } catch (PosixException e) {
            return false; // it runs as somebody else
        }
    }

    /**
     * Takes over the children of the master that this process was before it reloaded: somebody has to collect them when
     * they end.
     */
    public void inherit() {
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                for (String pid : Files.readString(task.resolve("children")).split(" ")) {
                    if (!pid.isBlank()) {
                        inherited.add(Integer.valueOf(pid.strip()));
                    }
                }
            }
        } catch (IOException e) {
            inherited.clear(); // a kernel without these files: the dead stay in the process table until the instance
            // ends
        }
    }

    /** Collects children that have ended. */
    public void reap() {
        inherited.removeIf(pid -> Processes.reap(pid).isPresent());
        if (deathWatch.pid() != 0 && Processes.reap(deathWatch.pid()).isPresent()) {
            deathWatch.ended();
        }
        for (ServiceChild child : List.copyOf(children)) {
            int pid = child.pid();
            if (pid != 0) {
                Processes.reap(pid).ifPresent(child::ended);
            }
        }
    }

    /** Lets time pass. */
    public void tick() {
        for (ServiceChild child : List.copyOf(children)) {
            child.tick();
        }
    }

    long now() {
        return clock.getAsLong();
    }

    /** Forgets a child; when it runs, its end is still collected. */
    void forget(ServiceChild child) {
        children.remove(child);
        if (child.pid() != 0) {
            inherited.add(child.pid());
        }
    }

    /**
     * Runs a task on the loop once a process group has no member any more, or nobody cares. The kernel tells nobody about
     * that, so a thread looks from time to time. It also collects the members that ended: they are this process' children
     * when it is the first of a container.
     */
    void awaitGroup(int group, BooleanSupplier enough, Runnable then) {
        Thread.ofVirtual().name("end of group " + group).start(() -> {
            try {
                while (signal(-group, 0) && !enough.getAsBoolean()) {
                    Processes.reap(-group);
                    Thread.sleep(GROUP_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            loop.post(then);
        });
    }

    void bind(int target) {
        deathWatch.add(target);
    }

    void unbind(int target) {
        deathWatch.remove(target);
    }

    /** Tells whether a process has a handler for a signal. */
    boolean handles(int pid, int signal) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("SigCgt:")) {
                    long mask = Long.parseUnsignedLong(line.substring(7).strip(), 16);
                    return (mask & 1L << (signal - 1)) != 0;
                }
            }
        } catch (IOException e) {
            return true; // it is gone
        }
        return true;
    }

    /**
     * Starts a process.
     *
     * @throws PosixException when that is not possible
     */
    int spawn(ChildSpec spec) {
        List<Integer> opened = new ArrayList<>(2);
        int reading = -1;
        try {
            int input = -1;
            if (spec.input() instanceof ChildSpec.Input.Bytes(byte[] content)) {
                input = Memory.createWith("jwsgi-input", content);
                opened.add(input);
            }
            int writing = -1;
            if (spec.captured()) {
                Descriptors.Pair pipe = Descriptors.pipe();
                reading = pipe.first();
                writing = pipe.second();
                opened.add(writing);
            }
            int pid = spawn(spec, new SpawnRequest.Streams(input, writing));
            if (reading >= 0) {
                output.read(reading, line -> OUTPUT.info("[{}] {}", spec.name(), line));
                reading = -1;
            }
            return pid;
        } finally {
            opened.forEach(Descriptors::close);
            if (reading >= 0) {
                Descriptors.close(reading);
            }
        }
    }

    private int spawn(ChildSpec spec, SpawnRequest.Streams streams) {
        ChildSpec.Place place = spec.place();
        List<String> command =
                spec.shell() ? List.of(shell, "-c", spec.command().getFirst()) : spec.command();
        return LaunchThread.spawn(
                new LaunchThread.Shape(place.directory(), Optional.empty(), Optional.empty()),
                new LaunchThread.Extras(place.uid(), place.gid(), place.newPidNamespace()),
                new SpawnRequest(
                        command,
                        environmentOf(spec),
                        spec.descriptors(),
                        Set.of(),
                        spec.input() instanceof ChildSpec.Input.None,
                        place.newSession(),
                        streams));
    }

    private Map<String, String> environmentOf(ChildSpec spec) {
        if (spec.environment().isEmpty()) {
            return environment.get();
        }
        Map<String, String> changed = new HashMap<>(environment.get());
        spec.environment().forEach((name, value) -> {
            if (value.isPresent()) {
                changed.put(name, value.get());
            } else {
                changed.remove(name);
            }
        });
        return changed;
    }
}
