package org.jwsgi.api.cheaper;

import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/** An algorithm of the cheaper subsystem. Its name is what {@code cheaper-algo} says. */
public interface CheaperAlgorithmProvider extends Provider {
    /**
     * Creates the algorithm with the state it begins with. Runs in: MASTER, main thread, once for the life of the
     * master; starts nothing.
     *
     * @throws IllegalArgumentException when its options contradict each other; the message ends the start
     */
    CheaperAlgorithm create(PluginContext context);
}
