package org.jwsgi.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** A plugin context for tests: worker 1 of an instance with one worker, with the options it is given. */
public final class FakePluginContext implements PluginContext {
    private final RecordingLogger log = new RecordingLogger();
    private final List<Record> records = new ArrayList<>();
    private final Map<String, List<String>> configured = new LinkedHashMap<>();
    private final List<String> alarms = new CopyOnWriteArrayList<>();
    private final List<Integer> raised = new CopyOnWriteArrayList<>();
    private final Map<Integer, IntConsumer> handlers = new ConcurrentHashMap<>();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private int workers = 1;

    /** Creates a context that hands out these option records. */
    public FakePluginContext(Record... records) {
        this.records.addAll(List.of(records));
    }

    /** Adds an option record. */
    public FakePluginContext with(Record record) {
        records.add(record);
        return this;
    }

    /** Adds a value to the options that {@link InstanceInfo#options()} shows. */
    public FakePluginContext configured(String name, String value) {
        configured.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        return this;
    }

    /** Sets the number of workers. */
    public FakePluginContext workers(int number) {
        this.workers = number;
        return this;
    }

    @Override
    public <T extends Record> T options(Class<T> record) {
        for (Record candidate : records) {
            if (record.isInstance(candidate)) {
                return record.cast(candidate);
            }
        }
        throw new IllegalArgumentException("the test gave no " + record.getName());
    }

    @Override
    public RecordingLogger log() {
        return log;
    }

    @Override
    public void raiseAlarm(String alarm, String message) {
        alarms.add(alarm + ' ' + message);
    }

    /** Returns the alarms that were raised, each as {@code ALARM MESSAGE}. */
    public List<String> alarms() {
        return List.copyOf(alarms);
    }

    @Override
    public void raiseSignal(int signal) {
        if (signal < 0 || signal > 255) {
            throw new IllegalArgumentException("signal " + signal + " does not exist: 0 to 255");
        }
        raised.add(signal);
    }

    /** Returns the signals that were raised. */
    public List<Integer> raised() {
        return List.copyOf(raised);
    }

    @Override
    public void registerSignal(int signal, String target, IntConsumer handler) {
        if (signal < 0 || signal > 255) {
            throw new IllegalArgumentException("signal " + signal + " does not exist: 0 to 255");
        }
        handlers.put(signal, handler);
        targets.add(signal + " " + target);
    }

    /** Returns the registrations, each as {@code NUMBER TARGET}. */
    public List<String> registered() {
        return List.copyOf(targets);
    }

    /** Runs the handler of a signal on the caller's thread. */
    public void handle(int signal) {
        IntConsumer handler = handlers.get(signal);
        if (handler == null) {
            throw new IllegalStateException("nobody has registered signal " + signal);
        }
        handler.accept(signal);
    }

    @Override
    public ProcessRole role() {
        return ProcessRole.WORKER;
    }

    @Override
    public int workerId() {
        return 1;
    }

    @Override
    public InstanceInfo instance() {
        Path here = Path.of("").toAbsolutePath();
        long pid = ProcessHandle.current().pid();
        return new InstanceInfo(
                "0-test", "test-host", here, here, pid, workers > 1, workers, 1, Map.copyOf(configured));
    }
}
