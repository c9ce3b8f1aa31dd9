package org.jwsgi.plugins.cheaperbacklog2;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Creates the algorithm {@code backlog2}. */
public final class Backlog2Provider implements CheaperAlgorithmProvider {
    /** Creates the provider; the plugin host calls this. */
    public Backlog2Provider() {}

    @Override
    public String name() {
        return "backlog2";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public CheaperAlgorithm create(PluginContext context) {
        return new Backlog2(Backlog2.socketTimeout(context.instance().options()));
    }
}
