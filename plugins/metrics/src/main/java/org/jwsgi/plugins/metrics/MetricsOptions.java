package org.jwsgi.plugins.metrics;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of metrics and stats pushers.
 *
 * @param enabled whether metrics are collected even if nothing else asks for them
 * @param metrics metrics of the configuration
 * @param thresholds what happens when a metric reaches a value
 * @param directory where each metric is a file
 * @param restore whether the metrics begin with the values of these files
 * @param noCores whether the metrics of single cores are left out
 * @param push where the state of the instance is pushed to
 * @param pushFrequency how often, unless the pusher says otherwise
 */
@OptionGroup("Metrics")
record MetricsOptions(
        @Option(name = "enable-metrics", help = "collect the metrics of the instance", implies = "master")
        boolean enabled,

        @Option(name = "metric", help = "add a metric", argument = "NAME|KEY=VALUE,...", implies = "master")
        List<String> metrics,

        @Option(
                name = "metric-threshold",
                aliases = {"metric-alarm", "alarm-metric"},
                help = "act when a metric reaches a value",
                argument = "KEY=VALUE,...",
                implies = "master")
        List<String> thresholds,

        @Option(
                name = "metrics-dir",
                aliases = "metric-dir",
                help = "keep the value of each metric in a file",
                argument = "DIRECTORY",
                implies = "master")
        Optional<Path> directory,

        @Option(
                name = "metrics-dir-restore",
                aliases = "metric-dir-restore",
                help = "begin with the values that metrics-dir holds",
                implies = "master")
        boolean restore,

        @Option(name = "metrics-no-cores", help = "leave out the metrics of single cores", implies = "master")
        boolean noCores,

        @Option(
                name = "stats-push",
                help = "push the state of the instance to a destination",
                argument = "NAME:ARGUMENT",
                implies = "master")
        List<String> push,

        @Option(
                name = "stats-pusher-default-freq",
                aliases = "stats-pushers-default-freq",
                help = "how often stats are pushed",
                defaultValue = "3",
                min = 1,
                implies = "master")
        Duration pushFrequency) {
    /**
     * Checks the syntax of what is written by hand.
     *
     * @throws IllegalArgumentException in uWSGI's words
     */
    MetricsOptions {
        metrics = List.copyOf(metrics);
        thresholds = List.copyOf(thresholds);
        push = List.copyOf(push);
        metrics.forEach(MetricLine::parse);
        thresholds.forEach(Threshold.Rule::parse);
    }

    /** Tells whether anything asks for metrics. Each option does by its presence, as in uWSGI. */
    boolean wanted() {
        return enabled
                || restore
                || noCores
                || directory.isPresent()
                || !metrics.isEmpty()
                || !thresholds.isEmpty()
                || !push.isEmpty();
    }
}
