package org.jwsgi.api.cheaper;

import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/** An algorithm of the cheaper subsystem. Its name is what {@code cheaper-algo} says. */
public interface CheaperAlgorithmProvider extends Provider {
    /**
     * Creates the algorithm with the state it begins with. Runs in: MASTER, main thread, once for the life of the
     * master; starts nothing. An exception ends the start and names the plugin; options that contradict each other are
     * better refused by their record.
     */
    CheaperAlgorithm create(PluginContext context);
}
