package org.jwsgi.api.emperor;

import java.nio.file.Path;
import java.util.Optional;
import org.jwsgi.api.PluginContext;

/** What the Emperor offers one monitor. Every method is safe on any thread and returns at once unless it says otherwise. */
public interface MonitorContext extends PluginContext {
    /**
     * Has {@link PollingMonitor#scan} called at once, or once more when it is running now. However often this is called
     * meanwhile, one scan follows.
     */
    void wakeUp();

    /**
     * Has {@link PollingMonitor#scan} called soon after something changes in a directory: a name comes, goes, or what it
     * names is changed. Many changes at once cost one scan. A directory that cannot be watched, or is watched already, is
     * passed over: the regular scans find everything, only later.
     */
    void watch(Path directory);

    /**
     * Runs a task on a thread of its own, which is interrupted when the monitor is closed. It may block. An exception
     * that ends it is logged.
     *
     * @param name the thread's name
     */
    void background(String name, Runnable task);

    /**
     * Tells whether a name can be that of a vassal: shorter than 255 bytes, ending with {@code .ini}, {@code .xml},
     * {@code .yml}, {@code .yaml}, {@code .js}, {@code .json} or one of {@code emperor-extra-extension}. The Emperor ignores
     * every other vassal silently.
     */
    boolean accepts(String name);

    /**
     * Describes the vassal of a configuration file: looks at the file itself or, with {@code emperor-nofollow}, at the link,
     * and at the sources of on-demand sockets. Reads the disk, and may run {@code emperor-on-demand-exec}.
     *
     * @param file where the file is
     * @param name the vassal's name, which is also what its configuration is read from
     * @param directory the vassal's working directory, in which {@code name} is looked up when it is relative
     * @return empty when the name is not {@linkplain #accepts accepted}, or there is no regular file
     */
    Optional<VassalSpec> file(Path file, String name, Path directory);

    /** Tells whether vassals run as their owners ({@code emperor-tyrant}), so that each needs {@link VassalSpec#owner()}. */
    boolean ownersWanted();
}
