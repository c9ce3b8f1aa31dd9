package org.jwsgi.kernel.boot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.protocol.SocketProtocolProvider;
import org.jwsgi.api.request.LanguageProvider;
import org.jwsgi.api.watch.Fate;
import org.jwsgi.api.watch.RequestWatch;
import org.jwsgi.api.watch.RequestWatchProvider;
import org.jwsgi.api.watch.WorkerWatchProvider;
import org.jwsgi.kernel.config.Configuration;
import org.jwsgi.kernel.log.LogOptions;
import org.jwsgi.kernel.log.RequestLog;
import org.jwsgi.kernel.log.RequestLogOptions;
import org.jwsgi.kernel.log.RequestLogs;
import org.jwsgi.kernel.log.ServerLog;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.PluginHost;
import org.jwsgi.kernel.plugin.ProviderTable;
import org.jwsgi.kernel.request.AppTable;
import org.jwsgi.kernel.request.RequestOptions;
import org.jwsgi.kernel.request.RequestServer;
import org.jwsgi.kernel.request.RequestServerSetup;
import org.jwsgi.kernel.request.RequestWatches;
import org.jwsgi.kernel.socket.ConnectionOptions;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/**
 * What serves requests in a process: the languages with their apps, the protocols and the request server. Made on the main
 * thread of a worker or of the sole process, from the effective configuration.
 */
final class WorkerRuntime {
    /** The kernel's room for apps on the scoreboard; {@code max-apps} may ask for fewer. */
    static final int APP_SLOTS = 64;

    private final Configuration configuration;
    private final PluginHost plugins;
    private final InstanceInfo instance;
    private final ServerLog log;
    private final int workerId;
    private final Scoreboard scoreboard;

    WorkerRuntime(
            Configuration configuration,
            PluginHost plugins,
            InstanceInfo instance,
            ServerLog log,
            int workerId,
            Scoreboard scoreboard) {
        this.configuration = configuration;
        this.plugins = plugins;
        this.instance = instance;
        this.log = log;
        this.workerId = workerId;
        this.scoreboard = scoreboard;
    }

    /**
     * Loads the languages and all apps.
     *
     * @throws org.jwsgi.api.request.AppLoadException when an app cannot be loaded
     */
    AppTable loadApps() {
        ProviderTable providers = providers();
        PluginContexts contexts = contexts();
        List<AppTable.InstalledLanguage> languages = new ArrayList<>();
        for (ProviderTable.Entry<LanguageProvider> entry : providers.all(LanguageProvider.class)) {
            languages.add(new AppTable.InstalledLanguage(
                    entry.name(),
                    entry.modifier1(),
                    entry.call("create", provider -> provider.create(contexts.of(entry)))));
        }
        AppTable apps = new AppTable(
                configuration.bind(RequestOptions.class),
                configuration.bind(RequestLogOptions.class).vhost(),
                languages,
                APP_SLOTS);
        apps.load();
        scoreboard.worker(workerId).set(WorkerField.APPS, apps.apps().size());
        return apps;
    }

    /**
     * Makes the server for some sockets. It does not accept yet.
     *
     * @param shared whether other processes accept on them, too
     * @param fates is told on the requests' threads when the worker is to end
     */
    RequestServer server(AppTable apps, List<Listener> listeners, boolean shared, Consumer<Fate> fates) {
        ConnectionOptions connections = configuration.bind(ConnectionOptions.class);
        return new RequestServer(new RequestServerSetup(
                listeners,
                protocols(listeners),
                apps,
                configuration.bind(RequestOptions.class),
                connections.socketTimeout(),
                connections.proxyProtocol(),
                instance.threads(),
                workerId,
                scoreboard,
                requestLog(),
                instance.hostname(),
                shared,
                temporaryFolder(),
                watches(fates)));
    }

    /** Tells whether something may kill this worker, so that it should leave in the listen queue what it cannot run yet. */
    boolean mayBeKilled() {
        return !providers().all(WorkerWatchProvider.class).isEmpty();
    }

    /** Returns where bodies are buffered: {@code TMPDIR}, which the JVM itself does not look at, or its default. */
    private Path temporaryFolder() {
        String folder = configuration.environment().getOrDefault("TMPDIR", "");
        return Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir") : folder);
    }

    private RequestWatches watches(Consumer<Fate> fates) {
        ProviderTable providers = providers();
        PluginContexts contexts = contexts();
        List<RequestWatch> watches = new ArrayList<>();
        for (ProviderTable.Entry<RequestWatchProvider> entry : providers.all(RequestWatchProvider.class)) {
            entry.call("create", provider -> provider.create(contexts.of(entry)))
                    .ifPresent(watches::add);
        }
        return new RequestWatches(watches, fates);
    }

    private Map<String, SocketProtocol> protocols(List<Listener> listeners) {
        ProviderTable providers = providers();
        PluginContexts contexts = contexts();
        Map<String, SocketProtocol> protocols = new HashMap<>();
        for (Listener listener : listeners) {
            if (protocols.containsKey(listener.protocol())) {
                continue;
            }
            ProviderTable.Entry<SocketProtocolProvider> entry = providers
                    .find(SocketProtocolProvider.class, listener.protocol())
                    .orElseThrow(() -> InstanceStart.unknownProtocol(listener.protocol()));
            protocols.put(listener.protocol(), entry.call("create", provider -> provider.create(contexts.of(entry))));
        }
        return protocols;
    }

    private RequestLog requestLog() {
        Scoreboard.Worker slot = scoreboard.worker(workerId);
        return RequestLogs.create(
                configuration.bind(RequestLogOptions.class),
                configuration.bind(LogOptions.class),
                new RequestLogs.Origin(
                        ProcessHandle.current().pid(),
                        workerId,
                        log.requestSink(),
                        memory -> {
                            slot.set(WorkerField.RSS, memory.rss());
                            slot.set(WorkerField.VSZ, memory.vsz());
                        },
                        System::currentTimeMillis));
    }

    private ProviderTable providers() {
        return plugins.providers(Set.of(ProcessRole.WORKER));
    }

    private PluginContexts contexts() {
        return new PluginContexts(configuration::bind, instance, ProcessRole.WORKER, workerId, plugins);
    }
}
