package org.jwsgi.plugins.uwsgi;

import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What uwsgi sockets are told.
 *
 * @param cgiMode whether responses begin with a {@code Status:} header instead of a status line
 */
@OptionGroup("uwsgi protocol")
record UwsgiOptions(
        @Option(
                name = "cgi-mode",
                shortName = 'c',
                help = "begin responses with a Status header instead of a status line")
        boolean cgiMode) {}
