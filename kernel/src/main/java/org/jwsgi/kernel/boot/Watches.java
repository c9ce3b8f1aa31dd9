package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.watch.WorkerWatch;
import org.jwsgi.api.watch.WorkerWatchProvider;
import org.jwsgi.kernel.plugin.GuardedWatch;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.ProviderTable;

/** Creates the watches over workers that the configuration asks for. Runs in: MASTER, or the sole process; main thread. */
final class Watches {
    private Watches() {}

    static List<WorkerWatch> create(Start start, InstanceInfo instance, ProcessRole role, int workerId) {
        ProviderTable providers = start.plugins().providers(Set.of(role));
        PluginContexts contexts =
                new PluginContexts(start.configuration()::bind, instance, role, workerId, start.plugins());
        List<WorkerWatch> watches = new ArrayList<>();
        for (ProviderTable.Entry<WorkerWatchProvider> entry : providers.all(WorkerWatchProvider.class)) {
            entry.call("create", provider -> provider.create(contexts.of(entry)))
                    .ifPresent(watch -> watches.add(new GuardedWatch(entry.pluginId(), watch)));
        }
        return watches;
    }
}
