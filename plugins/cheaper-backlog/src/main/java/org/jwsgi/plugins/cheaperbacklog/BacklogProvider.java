package org.jwsgi.plugins.cheaperbacklog;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Creates the algorithm {@code backlog}. */
public final class BacklogProvider implements CheaperAlgorithmProvider {
    /** Creates the provider; the plugin host calls this. */
    public BacklogProvider() {}

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public CheaperAlgorithm create(PluginContext context) {
        return new Backlog();
    }
}
