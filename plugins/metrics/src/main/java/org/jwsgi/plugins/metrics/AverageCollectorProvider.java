package org.jwsgi.plugins.metrics;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.metric.MetricCollector;
import org.jwsgi.api.metric.MetricCollectorProvider;

/** The average of the children, rounded towards zero. */
public final class AverageCollectorProvider implements MetricCollectorProvider {
    /** Creates the provider; the plugin host calls this. */
    public AverageCollectorProvider() {}

    @Override
    public String name() {
        return "avg";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public MetricCollector create(Arguments arguments, PluginContext context) {
        return current -> Children.sum(arguments.children())
                / Math.max(1, arguments.children().size());
    }
}
