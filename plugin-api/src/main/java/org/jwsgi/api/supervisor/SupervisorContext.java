package org.jwsgi.api.supervisor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;
import org.jwsgi.api.hook.Hooks;

/** What a supervisor finds in its process. Methods belong to the loop's thread unless they say otherwise. */
public interface SupervisorContext extends PluginContext {
    /** Runs a task on the loop soon. Any thread. An exception that ends it is logged. */
    void post(Runnable task);

    /** Runs a task on the loop once a time has passed. */
    void after(Duration delay, Runnable task);

    /** Runs a task on a daemon thread of its own, which may block. Any thread. An exception that ends it is logged. */
    void background(String name, Runnable task);

    /** Ends the process with an exit code, once the running task has returned. */
    void end(int exitCode);

    /** Returns what starts programs. */
    Programs programs();

    /** Returns what opens sockets that programs inherit. */
    Lines lines();

    /** Returns what makes hooks for this process. Use it while the supervisor is created or starts. */
    Hooks hooks();

    /** Returns the environment that the configuration gives to children of this process. A copy of the caller's own. */
    Map<String, String> environment();

    /** Names the process for {@code ps} and {@code top}. While the supervisor starts. */
    void title(String title);

    /** Tells whoever manages the service, such as systemd, in one line what this process does. Nobody waits for it. */
    void status(String line);

    /** Tells whether the instance has an Emperor itself. */
    boolean isVassal();

    /**
     * Makes this process the parent of all its descendants whose parents end, and collects them.
     *
     * @throws SupervisorException when the system refuses
     */
    void adoptOrphans();

    /** Returns this process' user number. */
    int uid();

    /** Returns this process' group number. */
    int gid();

    /**
     * Finds the provider that a configuration names, and loads its plugin if that has not happened yet. Only while the
     * supervisor is created and started.
     *
     * @param kind what it provides
     * @param name its name
     * @return empty when no plugin has one
     * @throws SupervisorException when the plugin is there but cannot be used
     */
    <P extends Provider> Optional<Found<P>> provider(Class<P> kind, String name);

    /**
     * A provider.
     *
     * @param provider the provider
     * @param pluginId its plugin
     * @param context the context of its plugin
     */
    record Found<P extends Provider>(P provider, String pluginId, PluginContext context) {}
}
