package org.jwsgi.kernel.boot;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.hook.Hooks;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;
import org.jwsgi.kernel.master.InstanceView;
import org.jwsgi.kernel.master.ProviderSource;
import org.jwsgi.kernel.master.ServiceContext;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.PluginHost;
import org.jwsgi.kernel.plugin.ProviderKind;

/**
 * Finds providers for the master's services, such as the stats pusher that {@code stats-push} names. Main thread of the
 * master, after the workers' plugins were handed over: what is loaded here stays in the master.
 *
 * @param plugins the plugins
 * @param contexts makes the contexts of plugins
 * @param view the master's view
 * @param logTaps takes listeners of the log
 * @param hooks makes hooks for services
 * @param listeners everything that the instance listens on
 * @param supervisors begins the specs of supervisors' processes
 */
record ServiceProviders(
        PluginHost plugins,
        PluginContexts contexts,
        InstanceView view,
        Consumer<Consumer<LogLine>> logTaps,
        Hooks hooks,
        List<OpenListener> listeners,
        Function<String, ChildSpec.Builder> supervisors)
        implements ProviderSource {
    @Override
    public ChildSpec.Builder supervisor(String name) {
        return supervisors.apply(name);
    }

    @Override
    public <P extends Provider> Optional<MasterContext.Found<P>> find(Class<P> type, String name) {
        ProviderKind kind = ProviderKind.of(type);
        return switch (plugins.loadProvider(kind, name)) {
            case LoadOutcome.Missing() -> Optional.empty();
            case LoadOutcome.Broken(String reason) ->
                throw new ServiceException("cannot load " + kind.noun() + " \"" + name + "\": " + reason, null);
            case LoadOutcome.Loaded ignored ->
                plugins.providers(Set.of(ProcessRole.MASTER))
                        .find(type, name)
                        .map(entry -> new MasterContext.Found<>(
                                entry.provider(),
                                new ServiceContext(contexts.of(entry), view, this, logTaps, hooks, listeners)));
        };
    }
}
