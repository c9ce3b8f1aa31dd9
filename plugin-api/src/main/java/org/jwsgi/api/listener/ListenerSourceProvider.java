package org.jwsgi.api.listener;

import java.util.Optional;
import org.jwsgi.api.Provider;

/** A place where the instance gets listening sockets from, such as a zerg server. */
public interface ListenerSourceProvider extends Provider {
    /**
     * Creates the source when the configuration asks for it. Runs in: MASTER, or the sole process; main thread. Allocates
     * nothing global.
     *
     * @return the source, or empty when it is not configured
     * @throws org.jwsgi.api.master.ServiceException when the configuration is wrong; its message ends the start
     */
    Optional<ListenerSource> create(ListenerSourceContext context);
}
