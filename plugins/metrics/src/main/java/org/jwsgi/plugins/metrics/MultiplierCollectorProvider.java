package org.jwsgi.plugins.metrics;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.metric.MetricCollector;
import org.jwsgi.api.metric.MetricCollectorProvider;

/** The sum of the children times {@code arg1n}. */
public final class MultiplierCollectorProvider implements MetricCollectorProvider {
    /** Creates the provider; the plugin host calls this. */
    public MultiplierCollectorProvider() {}

    @Override
    public String name() {
        return "multiplier";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public MetricCollector create(Arguments arguments, PluginContext context) {
        long factor = arguments.numbers().getFirst();
        return current -> Children.sum(arguments.children()) * factor;
    }
}
