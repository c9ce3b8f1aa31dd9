package org.jwsgi.plugins.harakiri;

import java.time.Duration;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of harakiri.
 *
 * @param limit how long a request may take; zero for no limit
 * @param verbose whether everything about a stuck worker is logged
 * @param noAfterRequestHook whether the limit excludes the language's hook after the request
 * @param grace how long an interrupted request may take to yield
 * @param plain whether a worker of several cores is killed like one of a single core
 */
@OptionGroup("Harakiri")
record HarakiriOptions(
        @Option(
                name = "harakiri",
                shortName = 't',
                help = "time that a request may take; 0 for no limit",
                defaultValue = "0")
        Duration limit,

        @Option(
                name = "harakiri-verbose",
                help = "log the stacks of all threads and what the kernel says before a request is ended")
        boolean verbose,

        @Option(
                name = "harakiri-no-arh",
                aliases = {"no-harakiri-arh", "no-harakiri-after-req-hook"},
                help = "accepted and ignored: no language runs a hook after the request yet")
        boolean noAfterRequestHook,

        @Option(
                name = "harakiri-grace",
                help = "time that an interrupted request may take to yield before its worker is replaced",
                defaultValue = "5")
        Duration grace,

        @Option(
                name = "harakiri-plain",
                help = "kill the worker at once, as uWSGI does, also when other requests run in it")
        boolean plain) {}
