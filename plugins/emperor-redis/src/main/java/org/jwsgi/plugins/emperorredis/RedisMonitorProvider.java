package org.jwsgi.plugins.emperorredis;

import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;

/** Gives monitors for {@code redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE][?key=KEY]}. */
public final class RedisMonitorProvider implements ImperialMonitorProvider {
    /** Creates the provider; the plugin host calls this. */
    public RedisMonitorProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
        return new RedisMonitor(RedisAddress.parse(address.text()), context);
    }
}
