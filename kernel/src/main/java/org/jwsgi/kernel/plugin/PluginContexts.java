package org.jwsgi.kernel.plugin;

import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the contexts in which the providers of one process create their instances. Safe on any thread. */
public final class PluginContexts {
    private final Function<Class<? extends Record>, Record> binder;
    private final InstanceInfo instance;
    private final ProcessRole role;
    private final int workerId;
    private final RaisedAlarms alarms;
    private final SignalSwitch signals;

    /**
     * Creates the factory.
     *
     * @param binder gives the bound options of a record
     * @param instance facts about the instance
     * @param role this process
     * @param workerId the worker's number, 0 in other processes
     * @param plugins takes the alarms and the signals that plugins raise
     */
    public PluginContexts(
            Function<Class<? extends Record>, Record> binder,
            InstanceInfo instance,
            ProcessRole role,
            int workerId,
            PluginHost plugins) {
        this(binder, instance, role, workerId, plugins.alarms(), plugins.signals());
    }

    private PluginContexts(
            Function<Class<? extends Record>, Record> binder,
            InstanceInfo instance,
            ProcessRole role,
            int workerId,
            RaisedAlarms alarms,
            SignalSwitch signals) {
        this.binder = binder;
        this.instance = instance;
        this.role = role;
        this.workerId = workerId;
        this.alarms = alarms;
        this.signals = signals;
    }

    /** Creates the factory of a process whose alarms and signals nobody hears. */
    public PluginContexts(
            Function<Class<? extends Record>, Record> binder, InstanceInfo instance, ProcessRole role, int workerId) {
        this(binder, instance, role, workerId, new RaisedAlarms(), new SignalSwitch());
    }

    /** Returns the context of a provider. */
    public PluginContext of(ProviderTable.Entry<?> entry) {
        return new Context(entry, LoggerFactory.getLogger("plugin." + entry.pluginId()));
    }

    private final class Context implements PluginContext {
        private final ProviderTable.Entry<?> entry;
        private final Logger log;

        Context(ProviderTable.Entry<?> entry, Logger log) {
            this.entry = entry;
            this.log = log;
        }

        @Override
        public <T extends Record> T options(Class<T> record) {
            if (!entry.records().contains(record.getName())) {
                throw new IllegalArgumentException(
                        "provider " + entry.name() + " does not name " + record.getName() + " in options()");
            }
            return record.cast(binder.apply(record));
        }

        @Override
        public Logger log() {
            return log;
        }

        @Override
        public ProcessRole role() {
            return role;
        }

        @Override
        public int workerId() {
            return workerId;
        }

        @Override
        public InstanceInfo instance() {
            return instance;
        }

        @Override
        public void raiseAlarm(String alarm, String message) {
            alarms.raise(alarm, message);
        }

        @Override
        public void raiseSignal(int signal) {
            signals.raise(signal);
        }

        @Override
        public void registerSignal(int signal, String target, IntConsumer handler) {
            signals.register(signal, target, handler);
        }
    }
}
