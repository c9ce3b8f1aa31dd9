package org.jwsgi.api.hook;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/** Gives verbs of hooks, such as the {@code mkdir} of {@code hook-asap = mkdir:/run/app}. */
public interface HookActionProvider extends Provider {
    /** Returns the verbs, as they are written in front of the colon; by default the provider's name alone. */
    default List<String> verbs() {
        return List.of(name());
    }

    /**
     * Reads the arguments of one configured hook. Runs before any hook does, in every process that will run it and in the
     * process that checks the configuration: it must look at nothing but its parameters and change nothing.
     *
     * @param verb one of {@link #verbs()}
     * @param arguments what follows the colon, as it was configured; may be empty
     * @param context the process that will run the hook
     * @throws HookException when the arguments make no sense
     */
    HookAction compile(String verb, String arguments, PluginContext context);
}
