package org.jwsgi.plugins.emperorpg;

import java.util.List;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;

/** Gives monitors for {@code pg://CONNINFO[;SQL]}, as uWSGI's plugin of this name does. */
public final class PgMonitorProvider implements ImperialMonitorProvider {
    /** Creates the provider; the plugin host calls this. */
    public PgMonitorProvider() {}

    @Override
    public String name() {
        return "pg";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(PgMonitorOptions.class);
    }

    @Override
    public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
        PgAddress database = PgAddress.parse(address.rest());
        context.log().info("[emperor] enabled emperor PostgreSQL monitor");
        return new PgMonitor(database, context.options(PgMonitorOptions.class).channel(), context);
    }
}
