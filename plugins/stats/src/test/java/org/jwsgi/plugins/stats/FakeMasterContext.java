package org.jwsgi.plugins.stats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.MasterContext;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** A master that gives one snapshot, remembers the threads it started and what was logged. */
final class FakeMasterContext implements MasterContext {
    private final StatsOptions options;
    private final InstanceSnapshot snapshot;
    private final Map<String, List<String>> configured;
    final List<Thread> threads = new ArrayList<>();

    FakeMasterContext(StatsOptions options, InstanceSnapshot snapshot, Map<String, List<String>> configured) {
        this.options = options;
        this.snapshot = snapshot;
        this.configured = configured;
    }

    @Override
    public InstanceSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public void background(String name, Runnable task) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(task));
    }

    @Override
    public void contributeStats(String key, Supplier<Object> value) {
        throw new UnsupportedOperationException("the stats server contributes nothing");
    }

    @Override
    public <T extends Record> T options(Class<T> record) {
        return record.cast(options);
    }

    @Override
    public Logger log() {
        return NOPLogger.NOP_LOGGER;
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
        return new InstanceInfo("1.2.3", "host", Path.of("/"), Path.of("/"), 42, true, 2, 1, configured);
    }
}
