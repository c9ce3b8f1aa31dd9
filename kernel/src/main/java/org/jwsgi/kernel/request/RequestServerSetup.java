package org.jwsgi.kernel.request;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.kernel.log.RequestLog;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.Scoreboard;

/**
 * Everything that a worker's data plane is made of.
 *
 * @param listeners the sockets to accept on; their descriptors stay open when the server ends
 * @param protocols the protocols by name; one for every listener's protocol
 * @param apps the loaded apps
 * @param options the request options
 * @param socketTimeout {@code socket-timeout}
 * @param proxyProtocol {@code enable-proxy-protocol}
 * @param threads how many requests run at once, at least 1
 * @param workerId this worker's number, from 1
 * @param scoreboard where to count, with a slot for this worker and at least {@code threads} cores
 * @param requestLog where finished requests are reported
 * @param hostname the machine's name
 * @param sharedListeners whether other processes accept on the same sockets
 * @param temporaryFolder where large bodies are buffered
 * @param watches who looks at the requests
 */
public record RequestServerSetup(
        List<Listener> listeners,
        Map<String, SocketProtocol> protocols,
        AppTable apps,
        RequestOptions options,
        Duration socketTimeout,
        boolean proxyProtocol,
        int threads,
        int workerId,
        Scoreboard scoreboard,
        RequestLog requestLog,
        String hostname,
        boolean sharedListeners,
        Path temporaryFolder,
        RequestWatches watches) {

    /** Rejects a set-up that cannot run. */
    public RequestServerSetup {
        listeners = List.copyOf(listeners);
        protocols = Map.copyOf(protocols);
        if (threads < 1 || threads > scoreboard.cores()) {
            throw new IllegalArgumentException("threads must be 1 to " + scoreboard.cores());
        }
        for (Listener listener : listeners) {
            if (!protocols.containsKey(listener.protocol())) {
                throw new IllegalArgumentException("no protocol " + listener.protocol() + " for " + listener.name());
            }
        }
    }
}
