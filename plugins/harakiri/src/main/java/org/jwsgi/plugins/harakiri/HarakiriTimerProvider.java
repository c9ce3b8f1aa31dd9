package org.jwsgi.plugins.harakiri;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.watch.RequestWatch;
import org.jwsgi.api.watch.RequestWatchProvider;

/** Gives every request its deadline. The deadlines of requests themselves count even when {@code harakiri} is not set. */
public final class HarakiriTimerProvider implements RequestWatchProvider {
    /** Creates the provider; the plugin host calls this. */
    public HarakiriTimerProvider() {}

    @Override
    public String name() {
        return "harakiri";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(HarakiriOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.WORKER);
    }

    @Override
    public Optional<RequestWatch> create(PluginContext context) {
        return Optional.of(new Timer(context.options(HarakiriOptions.class).limit()));
    }

    private record Timer(Duration timeLimit) implements RequestWatch {
        @Override
        public boolean watchesDeadlines() {
            return true;
        }
    }
}
