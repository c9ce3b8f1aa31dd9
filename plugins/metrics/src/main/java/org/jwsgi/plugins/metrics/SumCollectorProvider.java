package org.jwsgi.plugins.metrics;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.metric.MetricCollector;
import org.jwsgi.api.metric.MetricCollectorProvider;

/** The sum of the children. */
public final class SumCollectorProvider implements MetricCollectorProvider {
    /** Creates the provider; the plugin host calls this. */
    public SumCollectorProvider() {}

    @Override
    public String name() {
        return "sum";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public MetricCollector create(Arguments arguments, PluginContext context) {
        return current -> Children.sum(arguments.children());
    }
}
