package org.jwsgi.plugins.http;

import java.time.Duration;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What HTTP sockets are told.
 *
 * @param socketModifier1 the handler for requests of {@code http-socket} and {@code http11-socket}
 * @param socketModifier2 its variant
 * @param routerModifier1 the handler for requests of {@code http}
 * @param routerModifier2 its variant
 * @param keepalive how long a connection may wait for its next request; zero closes after each response
 */
@OptionGroup("HTTP")
record HttpOptions(
        @Option(
                name = "http-socket-modifier1",
                help = "modifier1 of requests from http-socket",
                argument = "NUMBER",
                max = 255)
        int socketModifier1,

        @Option(
                name = "http-socket-modifier2",
                help = "modifier2 of requests from http-socket",
                argument = "NUMBER",
                max = 255)
        int socketModifier2,

        @Option(name = "http-modifier1", help = "modifier1 of requests from http", argument = "NUMBER", max = 255)
        int routerModifier1,

        @Option(name = "http-modifier2", help = "modifier2 of requests from http", argument = "NUMBER", max = 255)
        int routerModifier2,

        @Option(
                name = "http-keepalive",
                help = "seconds that an idle HTTP connection is kept; 0 closes after each response",
                argument = "SECONDS",
                bareValue = "1",
                unit = "s")
        Optional<Duration> keepalive) {

    /** Tells whether connections are kept at all. */
    boolean keepsConnections() {
        return keepalive.isEmpty() || !keepalive.get().isZero();
    }

    /** Returns the idle time in seconds, 0 for the kernel's. The value 1 only means "on", as in uWSGI. */
    int idleSeconds() {
        if (keepalive.isEmpty() || keepalive.get().toSeconds() <= 1) {
            return 0;
        }
        return (int) Math.min(keepalive.get().toSeconds(), Integer.MAX_VALUE);
    }
}
