package org.jwsgi.api.listener;

import java.util.List;

/**
 * Gives the instance listening sockets that it did not bind, or has it bind sockets that others will serve. Runs in: MASTER,
 * or the sole process; main thread, at each start and after each reload, before workers are born.
 */
public interface ListenerSource {
    /**
     * Returns sockets to serve. May block, as long as it ends: the instance does not start meanwhile. The server takes the
     * descriptors over. A configured address that one of them is bound to is not bound; the others are served although no
     * option names them, with numbers after those of the options. They are not inherited over a reload, for this method is
     * called again then, except that a configured address is given the socket that it had before.
     *
     * @throws org.jwsgi.api.master.ServiceException when the instance must not start without them; nothing stays open
     */
    List<InheritedListener> acquire();

    /**
     * Returns addresses to bind and hold without serving them. They keep their sockets over a reload, and
     * {@link org.jwsgi.api.master.MasterContext#listeners()} shows them.
     */
    default List<ReservedListener> reserve() {
        return List.of();
    }
}
