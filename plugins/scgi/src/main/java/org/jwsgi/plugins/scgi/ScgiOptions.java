package org.jwsgi.plugins.scgi;

import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What SCGI sockets are told.
 *
 * @param modifier1 the handler for their requests
 * @param modifier2 its variant
 */
@OptionGroup("SCGI")
record ScgiOptions(
        @Option(name = "scgi-modifier1", help = "modifier1 of SCGI requests", argument = "NUMBER", max = 255)
        int modifier1,

        @Option(name = "scgi-modifier2", help = "modifier2 of SCGI requests", argument = "NUMBER", max = 255)
        int modifier2) {}
