package org.jwsgi.kernel.master;

import java.util.List;
import org.jwsgi.api.master.MasterService;

/** Creates the services that a configuration asks for. Main thread of the master, once. */
@FunctionalInterface
public interface ServiceSource {
    /**
     * A service and where it comes from.
     *
     * @param plugin the plugin's id
     * @param service the service, not started
     */
    record Owned(String plugin, MasterService service) {}

    /** Returns the services in the order in which they start; they are closed in reverse. */
    List<Owned> create(InstanceView view);
}
