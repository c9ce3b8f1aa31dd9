package org.jwsgi.plugins.cheapermanual;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Creates the algorithm {@code manual}, under which only orders of the operator change the pool. */
public final class ManualProvider implements CheaperAlgorithmProvider {
    /** Creates the provider; the plugin host calls this. */
    public ManualProvider() {}

    @Override
    public String name() {
        return "manual";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public CheaperAlgorithm create(PluginContext context) {
        return _ -> 0;
    }
}
