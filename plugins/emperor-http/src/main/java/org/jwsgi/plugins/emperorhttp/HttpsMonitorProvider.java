package org.jwsgi.plugins.emperorhttp;

import java.util.List;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;

/** Gives monitors for {@code https://[USER:PASSWORD@]HOST[:PORT]/PATH}. */
public final class HttpsMonitorProvider implements ImperialMonitorProvider {
    /** Creates the provider; the plugin host calls this. */
    public HttpsMonitorProvider() {}

    @Override
    public String name() {
        return "https";
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
