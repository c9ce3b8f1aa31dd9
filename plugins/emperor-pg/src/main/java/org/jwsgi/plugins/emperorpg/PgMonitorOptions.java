package org.jwsgi.plugins.emperorpg;

import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** How the monitor {@code pg} learns of changes between scans. */
@OptionGroup("Imperial monitor: PostgreSQL")
record PgMonitorOptions(
        @Option(
                name = "emperor-pg-channel",
                argument = "NAME",
                defaultValue = "vassals",
                help = "scan at once when the database notifies this channel")
        String channel) {
    PgMonitorOptions {
        if (channel.isEmpty() || channel.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a channel needs a name");
        }
    }
}
