package org.jwsgi.plugins.cheapermanual;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.api.cheaper.FakePool;

/** {@code manual} never decides anything. */
class ManualTest {
    @Test
    void leaves_the_pool_to_the_operator() {
        CheaperAlgorithm manual = new ManualProvider().create(new FakePluginContext());
        assertThat(new FakePool(4, 1).busy(1).backlog(100).decide(manual, 20)).containsOnly(0);
    }
}
