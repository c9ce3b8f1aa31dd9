package org.jwsgi.kernel.socket;

import java.time.Duration;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** How a worker treats accepted connections; {@code socket-timeout} is also the time that accepting is deferred. */
@OptionGroup("Sockets")
public record ConnectionOptions(
        @Option(
                name = "socket-timeout",
                shortName = 'z',
                argument = "SECONDS",
                defaultValue = "4",
                help = "limit each wait for a client to send or take data")
        Duration socketTimeout,

        @Option(name = "tcp-nodelay", help = "accepted and ignored: small packets are always sent at once")
        boolean tcpNodelay,

        @Option(name = "enable-proxy-protocol", help = "take the client's address from the PROXY protocol")
        boolean proxyProtocol) {}
