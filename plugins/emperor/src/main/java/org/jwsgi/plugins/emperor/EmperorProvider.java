package org.jwsgi.plugins.emperor;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.supervisor.Supervisor;
import org.jwsgi.api.supervisor.SupervisorContext;
import org.jwsgi.api.supervisor.SupervisorProvider;

/** Gives the Emperor when {@code emperor} names a source of vassals. */
public final class EmperorProvider implements SupervisorProvider {
    static final String NAME = "emperor";

    /** Creates the provider; the plugin host calls this. */
    public EmperorProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(
                EmperorOptions.class,
                VassalOptions.class,
                TenantOptions.class,
                EmperorHookOptions.class,
                CommandOptions.class);
    }

    @Override
    public boolean isWanted(PluginContext context) {
        return !context.options(EmperorOptions.class).sources().isEmpty();
    }

    @Override
    public boolean isEarly(PluginContext context) {
        return context.options(EmperorOptions.class).early();
    }

    /** The monitors of all sources, and the verbs of all hooks. */
    @Override
    public List<Need> needs(PluginContext context) {
        List<Need> needs = new ArrayList<>();
        for (String scheme : List.of("dir", "glob")) {
            needs.add(new Need(ImperialMonitorProvider.class, scheme));
        }
        for (String source : context.options(EmperorOptions.class).sources()) {
            MonitorAddress.scheme(source).ifPresent(name -> needs.add(new Need(ImperialMonitorProvider.class, name)));
        }
        List<String> verbs =
                VassalHooks.verbs(context.options(EmperorHookOptions.class), context.options(VassalOptions.class));
        verbs.forEach(verb -> needs.add(new Need(HookActionProvider.class, verb)));
        return needs;
    }

    @Override
    public Supervisor create(SupervisorContext context) {
        // Mercy and punishment are lengths of time, so no change of the machine's clock may reach them.
        long epoch = System.currentTimeMillis();
        long began = System.nanoTime();
        return new Emperor(context, () -> epoch + (System.nanoTime() - began) / 1_000_000);
    }
}
