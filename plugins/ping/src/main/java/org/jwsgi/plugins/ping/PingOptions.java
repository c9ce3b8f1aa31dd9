package org.jwsgi.plugins.ping;

import java.time.Duration;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the ping.
 *
 * @param address the server to ask
 * @param timeout how long to wait for it
 */
@OptionGroup("Ping")
record PingOptions(
        @Option(
                name = "ping",
                help =
                        "ask a uwsgi server whether it answers, and end: 0 when it does, 1 when not, 2 with a warning of it",
                argument = "ADDRESS")
        Optional<String> address,

        @Option(
                name = "ping-timeout",
                help = "how long to wait for the answer",
                argument = "SECONDS",
                defaultValue = "3")
        Duration timeout) {
    PingOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("ping-timeout must be at least 1");
        }
    }
}
