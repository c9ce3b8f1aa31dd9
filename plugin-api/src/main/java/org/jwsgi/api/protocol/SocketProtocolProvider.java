package org.jwsgi.api.protocol;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/** A protocol for listening sockets. Its {@link #name()} is what {@code protocol = NAME} selects. */
public interface SocketProtocolProvider extends Provider {
    /** Returns the options that open a socket of this protocol, such as {@code http-socket}. May be empty. */
    List<SocketOption> sockets();

    /** Creates the protocol. Runs in: WORKER, main thread, once for all sockets of this protocol. */
    SocketProtocol create(PluginContext context);
}
