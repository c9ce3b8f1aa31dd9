package org.jwsgi.api.master;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.child.Children;
import org.jwsgi.api.hook.Hooks;
import org.jwsgi.api.listener.DescriptorPassing;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.metric.MetricRegistry;

/** The instance, as a service of the master sees it. Every method is safe on any thread. */
public interface MasterContext extends PluginContext {
    /**
     * Takes a picture of the instance. May block for up to a second, because busy workers are asked what they do; never
     * call it on the master loop.
     */
    InstanceSnapshot snapshot();

    /**
     * Takes a picture of the counters alone: without the variables of running requests and without the contributions of
     * plugins. Never blocks.
     */
    InstanceSnapshot counters();

    /** Returns the instance's metrics. */
    MetricRegistry metrics();

    /**
     * Finds the provider that a configuration names, and loads its plugin if that has not happened yet. Only while services
     * are created and started: main thread.
     *
     * @param kind what it provides
     * @param name its name
     * @return empty when no plugin has one
     * @throws ServiceException when the plugin is there but cannot be used
     */
    <P extends Provider> Optional<Found<P>> provider(Class<P> kind, String name);

    /**
     * A provider and the context that its instances are created with.
     *
     * @param provider the provider
     * @param context the context of its plugin
     */
    record Found<P extends Provider>(P provider, MasterContext context) {}

    /** Runs a task on a named daemon thread of its own. An exception that ends it is logged. */
    void background(String name, Runnable task);

    /**
     * Adds a part to the stats tree, for as long as the instance runs.
     *
     * @param key the key at the top of the tree, such as {@code daemons}
     * @param value gives a tree of {@code Map}, {@code List}, {@code String} and {@code Number}; called on any thread
     */
    void contributeStats(String key, Supplier<Object> value);

    /** Returns what makes hooks for this service. Use it while the service is created or starts. */
    Hooks hooks();

    /** Returns what can be ordered of the instance. */
    InstanceControl control();

    /** Runs a task on the master loop soon. It must return within milliseconds; an exception that ends it is logged. */
    void post(Runnable task);

    /**
     * Calls a listener on the master loop whenever something happens to the instance, from now on until its end. It must
     * return within milliseconds; an exception that it throws is logged. When services start, the workers of the start are
     * spawned already, but none has had its {@code WorkerReady} yet.
     */
    void onEvent(Consumer<InstanceEvent> listener);

    /** Returns everything that the instance listens on: what its workers serve, in order, and then what is reserved. */
    List<OpenListener> listeners();

    /** Returns the passing of descriptors to other programs. */
    DescriptorPassing descriptors();

    /**
     * Takes bytes from a descriptor that whoever started the instance has passed, whenever there are some. It stays open
     * over reloads. Only while services start: main thread.
     *
     * @param fd the descriptor
     * @param bytes how many bytes to take each time, such as 8 for an eventfd
     * @param taken is called on the master loop each time; must return within milliseconds
     * @throws ServiceException when the descriptor is not open or is watched already
     */
    default void onReadable(int fd, int bytes, Runnable taken) {
        throw new ServiceException("cannot watch descriptor " + fd + ": descriptors are not watched here", null);
    }

    /** Returns the child processes that the master runs for its services. */
    Children children();

    /**
     * Begins the spec of a process that runs a supervisor of this instance's configuration beside the master. It inherits the
     * user that the master has when it starts.
     *
     * @param name the name of its {@link org.jwsgi.api.supervisor.SupervisorProvider}
     */
    ChildSpec.Builder supervisor(String name);

    /**
     * Leaves a text for the same service of the master that this process becomes when it reloads. Nobody else sees it, and a
     * fresh start never does.
     *
     * @param key the text's name: capital letters, digits and underscores, beginning with the plugin's name
     * @param text gives the text at the last moment, on the master loop: up to 64 Ki characters, none of them NUL
     */
    void handOver(String key, Supplier<String> text);

    /** Returns the text that the master before this one left; empty after a fresh start, and when it left none. */
    Optional<String> handedOver(String key);

    /**
     * Passes every line of the instance's log to someone, from now on: as it was written, before loggers, filters and
     * encoders. Request lines that have a logger of their own are not among them. The listener has a thread of its own and
     * may block; neither the log nor the workers wait for it. Up to 4 MB queue up for it; what does not fit is dropped and
     * counted.
     *
     * <p>This needs {@code log-master}: an option that leads here declares {@code implies = "log-master"}.
     *
     * @throws IllegalStateException when {@code log-master} is off
     */
    default void onLogLine(Consumer<LogLine> listener) {
        throw new IllegalStateException("the log is not read here: log-master is off");
    }
}
