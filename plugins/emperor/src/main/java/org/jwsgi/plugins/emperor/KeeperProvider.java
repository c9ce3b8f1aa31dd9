package org.jwsgi.plugins.emperor;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates what keeps an Emperor beside a master. */
public final class KeeperProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public KeeperProvider() {}

    @Override
    public String name() {
        return "emperor";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(EmperorOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        EmperorOptions options = context.options(EmperorOptions.class);
        if (options.sources().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new EmperorKeeper(context, options.early(), mercy(context)));
    }

    private static Duration mercy(MasterContext context) {
        List<String> configured = context.instance().options().getOrDefault("reload-mercy", List.of());
        try {
            return Duration.ofSeconds(configured.isEmpty() ? 3 : Long.parseLong(configured.getLast()))
                    .plusSeconds(2);
        } catch (NumberFormatException e) {
            return Duration.ofSeconds(5);
        }
    }
}
