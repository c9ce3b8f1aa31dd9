package org.jwsgi.plugins.fastcgi;

import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What FastCGI sockets are told.
 *
 * @param modifier1 the handler for their requests
 * @param modifier2 its variant
 */
@OptionGroup("FastCGI")
record FastcgiOptions(
        @Option(name = "fastcgi-modifier1", help = "modifier1 of FastCGI requests", argument = "NUMBER", max = 255)
        int modifier1,

        @Option(name = "fastcgi-modifier2", help = "modifier2 of FastCGI requests", argument = "NUMBER", max = 255)
        int modifier2) {}
