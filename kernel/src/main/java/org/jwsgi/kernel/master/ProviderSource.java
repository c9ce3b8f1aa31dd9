package org.jwsgi.kernel.master;

import java.util.Optional;
import org.jwsgi.api.Provider;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.master.MasterContext;

/** Finds what services ask for by name. Main thread of the master. */
public interface ProviderSource {
    /**
     * Finds a provider and loads its plugin.
     *
     * @throws org.jwsgi.api.master.ServiceException when the plugin cannot be used
     */
    <P extends Provider> Optional<MasterContext.Found<P>> find(Class<P> kind, String name);

    /** Begins the spec of the process of a supervisor. */
    ChildSpec.Builder supervisor(String name);
}
