package org.jwsgi.plugins.cheapermanual;

import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.cheaper.CheaperAlgorithmContract;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Holds the algorithm to the contract. */
class ManualContractTest extends CheaperAlgorithmContract {
    @Override
    protected CheaperAlgorithmProvider provider() {
        return new ManualProvider();
    }

    @Override
    protected PluginContext context() {
        return new FakePluginContext();
    }
}
