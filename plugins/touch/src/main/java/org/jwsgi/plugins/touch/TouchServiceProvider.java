package org.jwsgi.plugins.touch;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the watch over touched files when an option asks for one. */
public final class TouchServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public TouchServiceProvider() {}

    @Override
    public String name() {
        return "touch";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(TouchOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        List<TouchRule> rules = TouchRule.of(context.options(TouchOptions.class), context);
        return rules.isEmpty() ? Optional.empty() : Optional.of(new TouchWatch(context, rules));
    }
}
