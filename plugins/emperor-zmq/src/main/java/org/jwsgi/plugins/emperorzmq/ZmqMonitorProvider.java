package org.jwsgi.plugins.emperorzmq;

import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorSetupException;

/** Gives monitors for {@code zmq://tcp://HOST:PORT}, as uWSGI's plugin {@code emperor_zeromq} does. */
public final class ZmqMonitorProvider implements ImperialMonitorProvider {
    /** Creates the provider; the plugin host calls this. */
    public ZmqMonitorProvider() {}

    @Override
    public String name() {
        return "zmq";
    }

    @Override
    public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
        if (!address.rest().matches("tcp://.+:[0-9]{1,5}")) {
            throw new MonitorSetupException(
                    "invalid address of an imperial monitor: " + address.text() + " must be zmq://tcp://HOST:PORT",
                    null);
        }
        return new ZmqMonitor(address.rest(), context);
    }
}
