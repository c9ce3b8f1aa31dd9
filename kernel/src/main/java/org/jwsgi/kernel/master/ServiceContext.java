package org.jwsgi.kernel.master;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.child.Children;
import org.jwsgi.api.hook.Hooks;
import org.jwsgi.api.listener.DescriptorPassing;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.master.InstanceControl;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.metric.MetricRegistry;
import org.jwsgi.kernel.socket.PassedDescriptors;
import org.slf4j.Logger;

/**
 * What a service of the master is given: its plugin's context and the master's view of the instance. Runs in: MASTER.
 *
 * @param plugin the plugin's context
 * @param view the master's view
 * @param providers finds providers of plugins
 * @param logTaps takes listeners of the log
 * @param hooks makes hooks for the service
 * @param listeners everything that the instance listens on
 */
public record ServiceContext(
        PluginContext plugin,
        InstanceView view,
        ProviderSource providers,
        Consumer<Consumer<LogLine>> logTaps,
        Hooks hooks,
        List<OpenListener> listeners)
        implements MasterContext {
    @Override
    public void onLogLine(Consumer<LogLine> listener) {
        logTaps.accept(listener);
    }

    @Override
    public InstanceSnapshot snapshot() {
        return view.snapshot();
    }

    @Override
    public InstanceSnapshot counters() {
        return view.counters();
    }

    @Override
    public MetricRegistry metrics() {
        return view.metrics();
    }

    @Override
    public <P extends Provider> Optional<Found<P>> provider(Class<P> kind, String name) {
        return providers.find(kind, name);
    }

    @Override
    public void background(String name, Runnable task) {
        view.background(name, task);
    }

    @Override
    public void contributeStats(String key, Supplier<Object> value) {
        view.contributeStats(key, value);
    }

    @Override
    public InstanceControl control() {
        return view.control();
    }

    @Override
    public void post(Runnable task) {
        view.post(task, plugin.log());
    }

    @Override
    public void onEvent(Consumer<InstanceEvent> listener) {
        view.onEvent(listener, plugin.log());
    }

    @Override
    public void onReadable(int fd, int bytes, Runnable taken) {
        view.onReadable(fd, bytes, taken, plugin.log());
    }

    @Override
    public void raiseAlarm(String alarm, String message) {
        plugin.raiseAlarm(alarm, message);
    }

    @Override
    public void raiseSignal(int signal) {
        plugin.raiseSignal(signal);
    }

    @Override
    public Children children() {
        return view.children();
    }

    @Override
    public ChildSpec.Builder supervisor(String name) {
        return providers.supervisor(name);
    }

    @Override
    public void handOver(String key, Supplier<String> text) {
        view.handOver(key, text);
    }

    @Override
    public Optional<String> handedOver(String key) {
        return view.handedOver(key);
    }

    @Override
    public DescriptorPassing descriptors() {
        return PassedDescriptors.PASSING;
    }

    @Override
    public <T extends Record> T options(Class<T> record) {
        return plugin.options(record);
    }

    @Override
    public Logger log() {
        return plugin.log();
    }

    @Override
    public ProcessRole role() {
        return plugin.role();
    }

    @Override
    public int workerId() {
        return plugin.workerId();
    }

    @Override
    public InstanceInfo instance() {
        return plugin.instance();
    }
}
