package org.jwsgi.api.metric;

/** Finds out a metric's value. */
@FunctionalInterface
public interface MetricCollector {
    /**
     * Returns the value as of now. Runs in: MASTER. Thread: the one that collects all metrics, one after the other; it may
     * read a file, but whoever waits here delays all others.
     *
     * @param current the metric's value so far, without the initial value of a counter
     */
    long collect(long current);
}
