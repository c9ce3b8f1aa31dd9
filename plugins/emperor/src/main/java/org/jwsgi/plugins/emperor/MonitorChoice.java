package org.jwsgi.plugins.emperor;

import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorSetupException;
import org.jwsgi.api.supervisor.SupervisorContext;
import org.jwsgi.api.supervisor.SupervisorException;

/**
 * Finds the monitor that a value of {@code emperor} means: that of its scheme; else {@code dir} for a directory and
 * {@code glob} for everything else, as uWSGI does. Main thread, while the Emperor starts.
 */
record MonitorChoice(SupervisorContext context, EmperorOptions options, VassalFiles files, DirectoryWatch directories) {
    /**
     * Creates the monitor of a source.
     *
     * @return what will run it
     * @throws SupervisorException when that is not possible
     */
    MonitorThread choose(String source, LongSupplier clock, Consumer<MonitorThread> changed, Predicate<String> known) {
        MonitorAddress address = MonitorAddress.of(source);
        Optional<SupervisorContext.Found<ImperialMonitorProvider>> found =
                MonitorAddress.scheme(source).flatMap(this::provider);
        if (found.isEmpty()) {
            boolean directory =
                    Files.isDirectory(context.instance().startDirectory().resolve(source));
            address = new MonitorAddress(source, source);
            String fallback = directory ? "dir" : "glob";
            found = provider(fallback);
            if (found.isEmpty()) {
                throw new SupervisorException(
                        "cannot watch " + source + ": there is no imperial monitor \"" + fallback + "\"");
            }
        }
        SupervisorContext.Found<ImperialMonitorProvider> provider = found.get();
        MonitorThread thread =
                new MonitorThread(provider.pluginId(), options.frequency(), clock, context.log(), changed, known);
        MonitorView view = new MonitorView(provider.context(), thread, files, directories, options);
        try {
            ImperialMonitor monitor = provider.provider().create(address, view);
            thread.adopt(monitor, monitor.label(address));
            return thread;
        } catch (MonitorSetupException e) {
            throw new SupervisorException(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<SupervisorContext.Found<ImperialMonitorProvider>> provider(String scheme) {
        return context.provider(ImperialMonitorProvider.class, scheme);
    }
}
