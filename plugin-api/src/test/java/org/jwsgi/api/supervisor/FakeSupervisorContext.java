package org.jwsgi.api.supervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.hook.FakeHooks;

/**
 * The process of a supervisor, for tests: nothing is started, nothing is bound, and time passes when a test says so. The
 * test's thread is the loop; what other threads post is run while the test waits.
 */
public final class FakeSupervisorContext implements SupervisorContext {
    private static final long PATIENCE_SECONDS = 30;

    private final FakePluginContext plugin;
    private final FakePrograms programs = new FakePrograms();
    private final FakeLines lines = new FakeLines();
    private final FakeHooks hooks = new FakeHooks();
    private final Map<String, Provider> providers = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final LinkedBlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private final List<String> statuses = new ArrayList<>();
    private Path startDirectory = Path.of("/");
    private OptionalInt exitCode = OptionalInt.empty();
    private long now = 1_700_000_000_000L;

    private record Timer(long due, Runnable task) {}

    /** Creates a process that hands out these option records. */
    public FakeSupervisorContext(Record... records) {
        plugin = new FakePluginContext(records);
    }

    /** Adds a provider for {@link #provider}. */
    public FakeSupervisorContext with(Provider provider) {
        providers.put(provider.name(), provider);
        return this;
    }

    /** Adds an option that {@link InstanceInfo#options()} shows. */
    public FakeSupervisorContext configured(String name, String value) {
        plugin.configured(name, value);
        return this;
    }

    /** Sets a variable of the environment. */
    public FakeSupervisorContext variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Sets the start directory. */
    public FakeSupervisorContext in(Path directory) {
        startDirectory = directory;
        return this;
    }

    /** Returns the time in milliseconds. */
    public long now() {
        return now;
    }

    /** Lets time pass; timers whose time has come run in their order. */
    public void pass(Duration time) {
        long end = now + time.toMillis();
        for (Timer timer = timers.peek(); timer != null && timer.due() <= end; timer = timers.peek()) {
            timers.remove();
            now = Math.max(now, timer.due());
            timer.task().run();
            runPosted();
        }
        now = end;
    }

    /** Runs what has been posted. */
    public void runPosted() {
        for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
            task.run();
        }
    }

    /**
     * Runs what is posted, also by other threads, until something is the case.
     *
     * @throws AssertionError when it is not within 30 seconds
     */
    public void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!condition.getAsBoolean()) {
                Runnable task = posted.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (task == null) {
                    throw new AssertionError("no " + what + "; log: " + log().lines());
                }
                task.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        }
    }

    /** Returns the exit code that the process ends with; empty while it runs. */
    public OptionalInt exitCode() {
        return exitCode;
    }

    @Override
    public void post(Runnable task) {
        posted.add(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timers.add(new Timer(now + delay.toMillis(), task));
    }

    @Override
    public void background(String name, Runnable task) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(task));
    }

    @Override
    public void end(int code) {
        exitCode = OptionalInt.of(code);
    }

    @Override
    public FakePrograms programs() {
        return programs;
    }

    @Override
    public FakeLines lines() {
        return lines;
    }

    @Override
    public FakeHooks hooks() {
        return hooks;
    }

    @Override
    public Map<String, String> environment() {
        return new HashMap<>(environment);
    }

    @Override
    public void title(String title) {
        log().info("title {}", title);
    }

    @Override
    public void status(String line) {
        statuses.add(line);
    }

    /** Returns what the service manager was told, in order. */
    public List<String> statuses() {
        return List.copyOf(statuses);
    }

    @Override
    public boolean isVassal() {
        return false;
    }

    @Override
    public void adoptOrphans() {
        log().info("orphans are adopted");
    }

    @Override
    public int uid() {
        return 0;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public <P extends Provider> Optional<Found<P>> provider(Class<P> kind, String name) {
        Provider provider = providers.get(name);
        return kind.isInstance(provider)
                ? Optional.of(new Found<>(kind.cast(provider), "test-" + name, this))
                : Optional.empty();
    }

    @Override
    public <T extends Record> T options(Class<T> record) {
        return plugin.options(record);
    }

    @Override
    public RecordingLogger log() {
        return plugin.log();
    }

    @Override
    public ProcessRole role() {
        return ProcessRole.EMPEROR;
    }

    @Override
    public int workerId() {
        return 0;
    }

    @Override
    public InstanceInfo instance() {
        InstanceInfo own = plugin.instance();
        return new InstanceInfo(
                own.version(),
                own.hostname(),
                Path.of("/opt/jwsgi"),
                startDirectory,
                own.masterPid(),
                false,
                0,
                1,
                own.options());
    }

    /** Returns the threads of {@link #background}. */
    public List<Thread> threads() {
        return new ArrayList<>(threads);
    }
}
