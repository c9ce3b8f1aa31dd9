package org.jwsgi.plugins.cheaperbusyness;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Creates the algorithm {@code busyness}. */
public final class BusynessProvider implements CheaperAlgorithmProvider {
    /** Creates the provider; the plugin host calls this. */
    public BusynessProvider() {}

    @Override
    public String name() {
        return "busyness";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(BusynessOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public CheaperAlgorithm create(PluginContext context) {
        return new Busyness(context.options(BusynessOptions.class), context.log());
    }
}
