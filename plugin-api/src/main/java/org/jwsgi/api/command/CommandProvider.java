package org.jwsgi.api.command;

import java.util.Optional;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/** Something that the command line can ask for instead of a server. */
public interface CommandProvider extends Provider {
    /**
     * Creates the command that the options ask for; empty when they ask for none. Called once the configuration is read
     * and before anything of a server exists: no log, no socket, no dropped privileges. Runs in: the process that the user
     * started, on the main thread.
     */
    Optional<Command> create(PluginContext context);
}
