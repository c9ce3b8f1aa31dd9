package org.jwsgi.plugins.cheaperbacklog2;

import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.cheaper.CheaperAlgorithmContract;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Holds the algorithm to the contract. */
class Backlog2ContractTest extends CheaperAlgorithmContract {
    @Override
    protected CheaperAlgorithmProvider provider() {
        return new Backlog2Provider();
    }

    @Override
    protected PluginContext context() {
        return new FakePluginContext();
    }
}
