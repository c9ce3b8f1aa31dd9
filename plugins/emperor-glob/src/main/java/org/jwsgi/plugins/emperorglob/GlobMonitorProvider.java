package org.jwsgi.plugins.emperorglob;

import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;

/** Gives monitors for {@code glob://PATTERN}, and for whatever is neither a directory nor another monitor's. */
public final class GlobMonitorProvider implements ImperialMonitorProvider {
    /** Creates the provider; the plugin host calls this. */
    public GlobMonitorProvider() {}

    @Override
    public String name() {
        return "glob";
    }

    @Override
    public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
        String pattern = address.text().startsWith("glob://") ? address.rest() : address.text();
        return new GlobMonitor(pattern, context, context.instance().startDirectory());
    }
}
