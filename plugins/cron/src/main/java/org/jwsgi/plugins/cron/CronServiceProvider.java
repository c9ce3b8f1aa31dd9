package org.jwsgi.plugins.cron;

import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the service that runs commands at given times when there are any. */
public final class CronServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public CronServiceProvider() {}

    @Override
    public String name() {
        return "cron";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(CronOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        CronOptions options = context.options(CronOptions.class);
        return options.tasks().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new CronService(context, options, LocalDateTime::now, () -> System.nanoTime() / 1_000_000_000));
    }
}
