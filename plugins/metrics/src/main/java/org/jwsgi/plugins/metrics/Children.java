package org.jwsgi.plugins.metrics;

import java.util.List;
import org.jwsgi.api.metric.Metric;

/** Metrics that another one is made of. */
final class Children {
    private Children() {}

    /** Returns their sum. */
    static long sum(List<Metric> children) {
        long sum = 0;
        for (Metric child : children) {
            sum += child.value();
        }
        return sum;
    }
}
