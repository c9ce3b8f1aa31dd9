package org.jwsgi.plugins.emperorhttp;

import java.util.List;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;

/** Gives monitors for {@code http://[USER:PASSWORD@]HOST[:PORT]/PATH}. */
public final class HttpMonitorProvider implements ImperialMonitorProvider {
    /** Creates the provider; the plugin host calls this. */
    public HttpMonitorProvider() {}

    @Override
    public String name() {
        return "http";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(HttpMonitorOptions.class);
    }

    @Override
    public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
        return new HttpMonitor(ListAddress.parse(address.text()), context.options(HttpMonitorOptions.class));
    }
}
