package org.jwsgi.plugins.cheaperbusyness;

import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.cheaper.CheaperAlgorithmContract;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;

/** Holds the algorithm to the contract. */
class BusynessContractTest extends CheaperAlgorithmContract {
    @Override
    protected CheaperAlgorithmProvider provider() {
        return new BusynessProvider();
    }

    @Override
    protected PluginContext context() {
        return new FakePluginContext(BusynessTest.OPTIONS);
    }
}
