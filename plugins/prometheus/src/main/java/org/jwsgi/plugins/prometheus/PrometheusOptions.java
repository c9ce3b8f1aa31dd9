package org.jwsgi.plugins.prometheus;

import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the exposition.
 *
 * @param address where Prometheus finds it; absent when it does not
 */
@OptionGroup("Prometheus")
record PrometheusOptions(
        @Option(
                name = "prometheus",
                help = "serve the state of the instance to Prometheus on an address",
                argument = "HOST:PORT|PATH",
                implies = "master")
        Optional<String> address) {}
