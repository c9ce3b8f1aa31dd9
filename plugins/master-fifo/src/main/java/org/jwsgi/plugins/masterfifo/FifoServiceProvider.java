package org.jwsgi.plugins.masterfifo;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the master FIFO when {@code master-fifo} asks for it. */
public final class FifoServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public FifoServiceProvider() {}

    @Override
    public String name() {
        return "master-fifo";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(FifoOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        List<java.nio.file.Path> paths = context.options(FifoOptions.class).paths();
        return paths.isEmpty() ? Optional.empty() : Optional.of(new MasterFifo(context, paths));
    }
}
