package org.jwsgi.plugins.zerg;

import java.time.Duration;
import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the client side.
 *
 * @param servers the servers to attach to, in order
 * @param fallback whether the instance starts without them, too
 * @param timeout how long one server may take
 */
@OptionGroup("Zerg")
record ZergOptions(
        @Option(name = "zerg", help = "serve the listening sockets of a zerg server or pool", argument = "PATH|@NAME")
        List<String> servers,

        @Option(name = "zerg-fallback", help = "start without the sockets of a zerg server that cannot be used")
        boolean fallback,

        @Option(
                name = "zerg-timeout",
                help = "how long a zerg server may take to hand out its sockets",
                defaultValue = "30",
                min = 1)
        Duration timeout) {
    ZergOptions {
        servers = List.copyOf(servers);
    }
}
