package org.jwsgi.plugins.stats;

import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the stats server.
 *
 * @param address where it listens; absent when there is none
 * @param http whether it answers in HTTP
 * @param minified whether it leaves out white space
 * @param noCores whether it leaves out the cores of workers
 * @param noMetrics whether it leaves out the metrics
 */
@OptionGroup("Stats")
record StatsOptions(
        @Option(
                name = "stats",
                aliases = "stats-server",
                help = "serve the state of the instance as JSON on an address",
                argument = "HOST:PORT|PATH",
                implies = "master")
        Optional<String> address,

        @Option(name = "stats-http", help = "answer in HTTP", implies = "master")
        boolean http,

        @Option(name = "stats-minified", aliases = "stats-min", help = "leave out white space", implies = "master")
        boolean minified,

        @Option(name = "stats-no-cores", help = "leave out the cores of workers", implies = "master")
        boolean noCores,

        @Option(name = "stats-no-metrics", help = "leave out the metrics", implies = "master")
        boolean noMetrics) {}
