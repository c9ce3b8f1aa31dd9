package org.jwsgi.plugins.emperordir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorSetupException;

/** Gives monitors for {@code dir://PATH}, and for a plain {@code PATH} of a directory. */
public final class DirMonitorProvider implements ImperialMonitorProvider {
    /** Creates the provider; the plugin host calls this. */
    public DirMonitorProvider() {}

    @Override
    public String name() {
        return "dir";
    }

    @Override
    public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
        Path directory = context.instance().startDirectory().resolve(address.rest());
        if (!Files.isDirectory(directory)) {
            throw new MonitorSetupException("cannot watch " + directory + ": it is no directory");
        }
        try {
            return new DirMonitor(directory.toRealPath(), context);
        } catch (IOException e) {
            throw new MonitorSetupException("cannot watch " + directory + ": " + e.getMessage(), e);
        }
    }
}
