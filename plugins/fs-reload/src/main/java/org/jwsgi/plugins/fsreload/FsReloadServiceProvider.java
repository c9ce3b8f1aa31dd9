package org.jwsgi.plugins.fsreload;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the watch over the file system when an option asks for one. */
public final class FsReloadServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public FsReloadServiceProvider() {}

    @Override
    public String name() {
        return "fs-reload";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(FsReloadOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        FsReloadOptions options = context.options(FsReloadOptions.class);
        return options.none() ? Optional.empty() : Optional.of(new PathWatch(context, options));
    }
}
