package org.jwsgi.plugins.emperorhttp;

import java.time.Duration;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** How long and how much the monitors {@code http} and {@code https} read. */
@OptionGroup("Imperial monitor: HTTP")
record HttpMonitorOptions(
        @Option(
                name = "emperor-http-timeout",
                argument = "SECONDS",
                defaultValue = "10",
                min = 1,
                help = "give up a list of vassals that has not come after this time")
        Duration timeout,

        @Option(
                name = "emperor-http-max-size",
                defaultValue = "16m",
                min = 1,
                help = "refuse a list of vassals that is longer than this")
        ByteSize maxSize) {}
