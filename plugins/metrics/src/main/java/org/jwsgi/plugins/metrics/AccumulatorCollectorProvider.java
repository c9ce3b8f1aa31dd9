package org.jwsgi.plugins.metrics;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.metric.MetricCollector;
import org.jwsgi.api.metric.MetricCollectorProvider;

/** Grows by the sum of the children at each collection. */
public final class AccumulatorCollectorProvider implements MetricCollectorProvider {
    /** Creates the provider; the plugin host calls this. */
    public AccumulatorCollectorProvider() {}

    @Override
    public String name() {
        return "accumulator";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public MetricCollector create(Arguments arguments, PluginContext context) {
        return current -> current + Children.sum(arguments.children());
    }
}
