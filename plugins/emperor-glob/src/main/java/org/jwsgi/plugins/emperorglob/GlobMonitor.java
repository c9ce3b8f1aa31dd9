package org.jwsgi.plugins.emperorglob;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.VassalSpec;

/** Expands one pattern in the Emperor's start directory. A vassal's name is the path as the pattern gives it. */
final class GlobMonitor implements PollingMonitor {
    private final String pattern;
    private final MonitorContext context;
    private final Path directory;

    GlobMonitor(String pattern, MonitorContext context, Path directory) {
        this.pattern = pattern;
        this.context = context;
        this.directory = directory;
    }

    @Override
    public String label(MonitorAddress address) {
        return pattern;
    }

    @Override
    public Collection<VassalSpec> scan() throws MonitorException {
        PathPattern.Matches matches = PathPattern.expand(directory, pattern);
        matches.listed().forEach(context::watch);
        List<VassalSpec> vassals = new ArrayList<>();
        for (String name : matches.names()) {
            context.file(directory.resolve(name), name, directory).ifPresent(vassals::add);
        }
        return vassals;
    }

    @Override
    public void close() {
        // Nothing is held between scans.
    }
}
