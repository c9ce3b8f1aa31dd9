package org.jwsgi.api.master;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.child.FakeChildren;
import org.jwsgi.api.hook.FakeHooks;
import org.jwsgi.api.listener.FakeDescriptors;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.metric.FakeMetricRegistry;

/**
 * A master for tests of services. It hands out the options and the snapshot that it is given, runs what is posted at once
 * on the caller's thread, and remembers orders, log lines and the threads that it started.
 */
public final class FakeMasterContext implements MasterContext {
    private final FakePluginContext plugin;
    private final RecordingControl control = new RecordingControl();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Consumer<InstanceEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Supplier<Object>> stats = new ConcurrentHashMap<>();
    private final FakeChildren children = new FakeChildren();
    private final FakeMetricRegistry metrics = new FakeMetricRegistry();
    private final Map<String, Provider> providers = new HashMap<>();
    private final FakeHooks hooks = new FakeHooks();
    private final Map<String, Supplier<String>> texts = new HashMap<>();
    private final Map<String, String> received = new HashMap<>();
    private final FakeDescriptors descriptors = new FakeDescriptors();
    private List<OpenListener> open = List.of();
    private final Map<Integer, Runnable> readers = new HashMap<>();
    private final List<Consumer<LogLine>> logTaps = new CopyOnWriteArrayList<>();
    private Optional<InstanceSnapshot> snapshot = Optional.empty();
    private Optional<InstanceInfo> instance = Optional.empty();

    /** Creates a master that hands out these option records. */
    public FakeMasterContext(Record... records) {
        this.plugin = new FakePluginContext(records);
    }

    /** Sets the snapshot. */
    public FakeMasterContext snapshot(InstanceSnapshot picture) {
        this.snapshot = Optional.of(picture);
        return this;
    }

    /** Makes the instance one with a version, a pid and a configuration that a test can expect. */
    public FakeMasterContext instance(String version, long pid, Map<String, List<String>> configured) {
        Path root = Path.of("/");
        this.instance = Optional.of(new InstanceInfo(version, "host", root, root, pid, true, 2, 1, configured));
        return this;
    }

    /** Adds a provider for {@link #provider}. */
    public FakeMasterContext with(Provider provider) {
        providers.put(provider.name(), provider);
        return this;
    }

    /** Sets what the instance listens on. */
    public FakeMasterContext listening(List<OpenListener> listeners) {
        this.open = List.copyOf(listeners);
        return this;
    }

    /** Returns the threads of {@link #background}. */
    public List<Thread> threads() {
        return threads;
    }

    /** Returns what a service shows now under a key of the stats tree. */
    public Object stats(String key) {
        Supplier<Object> value = stats.get(key);
        if (value == null) {
            throw new IllegalStateException("no service contributes " + key);
        }
        return value.get();
    }

    /** Lets something happen to the instance. */
    public void happen(InstanceEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    /** Lets bytes arrive on a descriptor. */
    public void readable(int fd) {
        Runnable taken = readers.get(fd);
        if (taken == null) {
            throw new IllegalStateException("no service reads " + fd);
        }
        taken.run();
    }

    /** Lets something be logged. */
    public void logged(String line) {
        LogLine event = new LogLine(line.getBytes(StandardCharsets.UTF_8), 0, false);
        logTaps.forEach(tap -> tap.accept(event));
    }

    /** Returns how many listeners the log has. */
    public int logTaps() {
        return logTaps.size();
    }

    @Override
    public void onReadable(int fd, int bytes, Runnable taken) {
        readers.put(fd, taken);
    }

    @Override
    public void onLogLine(Consumer<LogLine> listener) {
        logTaps.add(listener);
    }

    @Override
    public void raiseAlarm(String alarm, String message) {
        plugin.raiseAlarm(alarm, message);
    }

    @Override
    public void raiseSignal(int signal) {
        plugin.raiseSignal(signal);
    }

    /** Returns the uWSGI signals that were raised. */
    public List<Integer> raised() {
        return plugin.raised();
    }

    /** Returns the alarms that were raised, each as {@code ALARM MESSAGE}. */
    public List<String> alarms() {
        return plugin.alarms();
    }

    @Override
    public InstanceSnapshot snapshot() {
        return snapshot.orElseThrow(() -> new IllegalStateException("the test gave no snapshot"));
    }

    @Override
    public InstanceSnapshot counters() {
        return snapshot();
    }

    @Override
    public FakeMetricRegistry metrics() {
        return metrics;
    }

    @Override
    public <P extends Provider> Optional<Found<P>> provider(Class<P> kind, String name) {
        Provider provider = providers.get(name);
        return kind.isInstance(provider) ? Optional.of(new Found<>(kind.cast(provider), this)) : Optional.empty();
    }

    @Override
    public void background(String name, Runnable task) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(task));
    }

    @Override
    public void contributeStats(String key, Supplier<Object> value) {
        stats.put(key, value);
    }

    @Override
    public FakeHooks hooks() {
        return hooks;
    }

    @Override
    public RecordingControl control() {
        return control;
    }

    @Override
    public void post(Runnable task) {
        task.run();
    }

    @Override
    public void onEvent(Consumer<InstanceEvent> listener) {
        listeners.add(listener);
    }

    @Override
    public FakeChildren children() {
        return children;
    }

    /** Begins the spec of a program called {@code supervisor} with the name as its argument. */
    @Override
    public ChildSpec.Builder supervisor(String name) {
        return ChildSpec.program(name, List.of("supervisor", name));
    }

    @Override
    public void handOver(String key, Supplier<String> text) {
        texts.put(key, text);
    }

    @Override
    public Optional<String> handedOver(String key) {
        return Optional.ofNullable(received.get(key));
    }

    /** Returns what a service leaves for the next master now. */
    public String left(String key) {
        Supplier<String> text = texts.get(key);
        if (text == null) {
            throw new IllegalStateException("no service leaves " + key);
        }
        return text.get();
    }

    /** Makes this master one that got a text from the master before a reload. */
    public FakeMasterContext received(String key, String text) {
        received.put(key, text);
        return this;
    }

    @Override
    public List<OpenListener> listeners() {
        return open;
    }

    @Override
    public FakeDescriptors descriptors() {
        return descriptors;
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
        return ProcessRole.MASTER;
    }

    @Override
    public int workerId() {
        return 0;
    }

    @Override
    public InstanceInfo instance() {
        return instance.orElseGet(plugin::instance);
    }
}
