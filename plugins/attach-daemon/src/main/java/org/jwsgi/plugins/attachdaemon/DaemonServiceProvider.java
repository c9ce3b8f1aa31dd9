package org.jwsgi.plugins.attachdaemon;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the service that runs daemons when there are any. */
public final class DaemonServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public DaemonServiceProvider() {}

    @Override
    public String name() {
        return "attach-daemon";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(DaemonOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        DaemonOptions options = context.options(DaemonOptions.class);
        return options.isEmpty() ? Optional.empty() : Optional.of(new DaemonService(context, options));
    }
}
