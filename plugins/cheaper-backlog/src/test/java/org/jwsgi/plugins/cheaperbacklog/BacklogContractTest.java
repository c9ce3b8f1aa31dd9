package org.jwsgi.plugins.cheaperbacklog;

import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.cheaper.CheaperAlgorithmContract;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Holds the algorithm to the contract. */
class BacklogContractTest extends CheaperAlgorithmContract {
    @Override
    protected CheaperAlgorithmProvider provider() {
        return new BacklogProvider();
    }

    @Override
    protected PluginContext context() {
        return new FakePluginContext();
    }
}
