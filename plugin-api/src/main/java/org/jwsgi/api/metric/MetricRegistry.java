package org.jwsgi.api.metric;

import java.util.List;
import java.util.Optional;

/**
 * The metrics of an instance. Runs in: MASTER; every method is safe on any thread. Metrics that are added while nobody
 * collects (no {@code enable-metrics}) cost their memory and nothing else.
 */
public interface MetricRegistry {
    /**
     * Adds a metric that changes by {@link Metric#update} alone. A name that exists already keeps its place and gets a
     * second metric behind it, as in uWSGI; {@link #find} then returns the first.
     */
    Metric add(MetricDefinition definition);

    /** Adds a metric with a collector. */
    Metric add(MetricDefinition definition, MetricCollector collector);

    /** Adds another name for a metric. */
    Metric addAlias(String name, Metric target);

    /** Returns the metric with a name. */
    Optional<Metric> find(String name);

    /** Returns all metrics in the order in which they were added. */
    List<Metric> all();

    /**
     * Collects the metrics whose time has come, in the order of {@link #all}. A collector that fails keeps the metric as it
     * is. Only one thread may call this: that of the plugin {@code metrics}.
     *
     * @param second the time in whole seconds since any start
     */
    void collect(long second);
}
