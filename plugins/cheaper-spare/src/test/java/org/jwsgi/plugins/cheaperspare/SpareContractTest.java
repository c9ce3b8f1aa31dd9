package org.jwsgi.plugins.cheaperspare;

import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.cheaper.CheaperAlgorithmContract;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Holds the algorithm to the contract. */
class SpareContractTest extends CheaperAlgorithmContract {
    @Override
    protected CheaperAlgorithmProvider provider() {
        return new SpareProvider();
    }

    @Override
    protected PluginContext context() {
        return new FakePluginContext();
    }
}
