package org.jwsgi.plugins.cheaperspare;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Creates the algorithm {@code spare}. */
public final class SpareProvider implements CheaperAlgorithmProvider {
    /** Creates the provider; the plugin host calls this. */
    public SpareProvider() {}

    @Override
    public String name() {
        return "spare";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public CheaperAlgorithm create(PluginContext context) {
        return new Spare();
    }
}
