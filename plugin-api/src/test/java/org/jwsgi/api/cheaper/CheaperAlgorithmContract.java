package org.jwsgi.api.cheaper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.PluginContext;

/**
 * What every {@link CheaperAlgorithm} must keep: it asks for nothing that the pool cannot give, leaves the minimum
 * alone, and keeps its state to itself. Extend it in a test of the plugin.
 */
public abstract class CheaperAlgorithmContract {
    private static final int SECONDS = 3000;
    private static final long SEED = 20261121;

    /** Returns the provider under test. */
    protected abstract CheaperAlgorithmProvider provider();

    /** Returns a context with the options of the provider. Called for each algorithm. */
    protected abstract PluginContext context();

    /** Under any load it starts only what may be started and stops only what is above the minimum. */
    @Test
    public void asks_only_for_what_the_pool_can_give() {
        for (int minimum = 1; minimum < 6; minimum++) {
            CheaperAlgorithm algorithm = provider().create(context());
            FakePool pool = new FakePool(6, minimum).step(3);
            SplittableRandom random = new SplittableRandom(SEED);
            for (int i = 0; i < SECONDS; i++) {
                pool.shake(random);
                PoolSnapshot before = pool.now();
                int wanted = pool.decide(algorithm);
                if (wanted > 0) {
                    assertThat(before.maySpawn()).isTrue();
                    assertThat(wanted).isLessThanOrEqualTo(before.cheaped());
                } else if (wanted < 0) {
                    assertThat(before.active() + wanted).isGreaterThanOrEqualTo(minimum);
                }
            }
        }
    }

    /** Two instances do not know of each other. */
    @Test
    public void two_instances_decide_alike() {
        List<Integer> alone = decisions(provider().create(context()), null);
        List<Integer> beside =
                decisions(provider().create(context()), provider().create(context()));
        assertThat(beside).isEqualTo(alone);
    }

    /** Its metrics have the same names before and after decisions in one pool. */
    @Test
    public void keeps_the_names_of_its_metrics() {
        CheaperAlgorithm algorithm = provider().create(context());
        FakePool pool = new FakePool(4, 1);
        pool.decide(algorithm);
        List<String> names = List.copyOf(algorithm.metrics().keySet());
        pool.decide(algorithm, 100);
        assertThat(algorithm.metrics().keySet()).containsAll(names);
    }

    private static List<Integer> decisions(CheaperAlgorithm algorithm, @Nullable CheaperAlgorithm other) {
        FakePool pool = new FakePool(5, 1).step(2);
        FakePool elsewhere = new FakePool(5, 2);
        SplittableRandom random = new SplittableRandom(SEED);
        SplittableRandom otherRandom = new SplittableRandom(SEED + 1);
        List<Integer> decisions = new ArrayList<>();
        for (int i = 0; i < SECONDS; i++) {
            pool.shake(random);
            decisions.add(pool.decide(algorithm));
            if (other != null) {
                elsewhere.shake(otherRandom);
                elsewhere.decide(other);
            }
        }
        return decisions;
    }
}
