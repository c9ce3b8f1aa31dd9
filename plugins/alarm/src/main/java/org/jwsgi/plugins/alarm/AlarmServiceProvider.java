package org.jwsgi.plugins.alarm;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the service that raises alarms when the configuration defines any. */
public final class AlarmServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public AlarmServiceProvider() {}

    @Override
    public String name() {
        return "alarm";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(AlarmOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        AlarmOptions options = context.options(AlarmOptions.class);
        return options.definitions().isEmpty()
                ? Optional.empty()
                : Optional.of(new AlarmService(context, options, System::nanoTime));
    }
}
