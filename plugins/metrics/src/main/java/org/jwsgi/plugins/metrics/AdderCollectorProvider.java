package org.jwsgi.plugins.metrics;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.metric.MetricCollector;
import org.jwsgi.api.metric.MetricCollectorProvider;

/** The sum of the children and {@code arg1n}. */
public final class AdderCollectorProvider implements MetricCollectorProvider {
    /** Creates the provider; the plugin host calls this. */
    public AdderCollectorProvider() {}

    @Override
    public String name() {
        return "adder";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public MetricCollector create(Arguments arguments, PluginContext context) {
        long addend = arguments.numbers().getFirst();
        return current -> Children.sum(arguments.children()) + addend;
    }
}
