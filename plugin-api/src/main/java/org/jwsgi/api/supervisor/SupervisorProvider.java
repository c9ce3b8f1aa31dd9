package org.jwsgi.api.supervisor;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;

/**
 * Gives a supervisor, which has a process of its own. An instance that serves nothing else is that process; otherwise a
 * service of the master starts it with {@link org.jwsgi.api.master.MasterContext#supervisor}.
 */
public interface SupervisorProvider extends Provider {
    /** Returns the supervisor's process. */
    @Override
    default Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.EMPEROR);
    }

    /** Tells whether the configuration asks for it. Main thread; looks at nothing but the context. */
    boolean isWanted(PluginContext context);

    /**
     * Tells whether its process is started before the instance is locked into its jail and drops privileges. Main thread;
     * looks at nothing but the context.
     */
    default boolean isEarly(PluginContext context) {
        return false;
    }

    /**
     * Returns the providers of other plugins that it may ask for by name. Their plugins are loaded as long as the first process
     * can search for them; those that do not exist are passed over. Main thread; looks at nothing but the context.
     */
    default List<Need> needs(PluginContext context) {
        return List.of();
    }

    /**
     * A provider that a supervisor may ask for.
     *
     * @param kind what it provides
     * @param name its name, or one of its names
     */
    record Need(Class<? extends Provider> kind, String name) {}

    /** Creates it when it is wanted. Runs in: EMPEROR, main thread; allocates nothing global. */
    Supervisor create(SupervisorContext context);
}
