package org.jwsgi.plugins.metrics;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.metric.MetricCollector;
import org.jwsgi.api.metric.MetricCollectorProvider;

/** A number in a file: {@code arg1} is the file, {@code arg1n} the index of the word, from 0. */
public final class FileCollectorProvider implements MetricCollectorProvider {
    /** Creates the provider; the plugin host calls this. */
    public FileCollectorProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public MetricCollector create(Arguments arguments, PluginContext context) {
        return new FileCollector(
                context.instance().startDirectory().resolve(arguments.texts().getFirst()),
                Math.clamp(arguments.numbers().getFirst(), 0, Integer.MAX_VALUE),
                context.log());
    }
}
