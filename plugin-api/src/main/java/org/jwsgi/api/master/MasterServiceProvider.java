package org.jwsgi.api.master;

import java.util.Optional;
import org.jwsgi.api.Provider;

/** A service of the master, such as the stats server. */
public interface MasterServiceProvider extends Provider {
    /**
     * Creates the service when the configuration asks for it. Runs in: MASTER, main thread; allocates nothing global.
     *
     * @return the service, or empty when it is not configured
     */
    Optional<MasterService> create(MasterContext context);
}
