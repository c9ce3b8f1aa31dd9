package org.jwsgi.api.metric;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/** A way to collect metrics, by the name that {@code metric = collector=NAME} gives. Runs in: MASTER. */
public interface MetricCollectorProvider extends Provider {
    /**
     * What {@code metric} says about a collection.
     *
     * @param metric the metric's name
     * @param children the metrics named in {@code children}, in order
     * @param texts {@code arg1} to {@code arg3}, empty where not given
     * @param numbers {@code arg1n} to {@code arg3n}, 0 where not given
     */
    record Arguments(String metric, List<Metric> children, List<String> texts, List<Long> numbers) {
        /** Copies the lists. */
        public Arguments {
            children = List.copyOf(children);
            texts = List.copyOf(texts);
            numbers = List.copyOf(numbers);
        }
    }

    /**
     * Creates a collector. Main thread; allocates nothing global.
     *
     * @param context the context of the provider's plugin
     * @throws org.jwsgi.api.master.ServiceException when the arguments cannot be used
     */
    MetricCollector create(Arguments arguments, PluginContext context);
}
