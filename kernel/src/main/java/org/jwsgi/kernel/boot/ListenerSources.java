package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.listener.DescriptorPassing;
import org.jwsgi.api.listener.ListenerSource;
import org.jwsgi.api.listener.ListenerSourceContext;
import org.jwsgi.api.listener.ListenerSourceProvider;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.plugin.PluginCalls;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.ProviderKind;
import org.jwsgi.kernel.plugin.ProviderTable;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.socket.ListenerTable;
import org.jwsgi.kernel.socket.PassedDescriptors;
import org.jwsgi.kernel.supervise.ProcessOptions;
import org.slf4j.Logger;

/**
 * Asks plugins for listening sockets, such as those of a zerg server, and for addresses to hold. Runs in: MASTER, or the sole
 * process; main thread, before the configured addresses are bound.
 */
final class ListenerSources {
    private ListenerSources() {}

    private record Owned(ProviderTable.Entry<ListenerSourceProvider> entry, ListenerSource source) {}

    /**
     * Gives a table what the plugins have and want. First everything is bound, so that a mistake there is found before
     * another program is bothered.
     *
     * @throws JwsgiException when a plugin must not go on; the table is closed then
     */
    static void consult(Start start, ListenerTable table) {
        if (!start.plugins().uses(ProviderKind.LISTENER_SOURCE)) {
            return;
        }
        try {
            List<Owned> sources = create(start);
            for (Owned owned : sources) {
                table.reserve(call(owned, "ask", ListenerSource::reserve));
            }
            for (Owned owned : sources) {
                table.acquired(owned.entry().name(), call(owned, "use", ListenerSource::acquire));
            }
        } catch (ServiceException e) {
            table.close();
            throw new JwsgiException(JwsgiException.Kind.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        } catch (JwsgiException e) {
            table.close();
            throw e;
        }
    }

    private static <T> T call(Owned owned, String verb, java.util.function.Function<ListenerSource, T> question) {
        String what = verb + " listener source \"" + owned.entry().name() + "\"";
        return PluginCalls.call(owned.entry().pluginId(), owned.source(), what, question);
    }

    private static List<Owned> create(Start start) {
        ProcessOptions processes = start.options(ProcessOptions.class);
        ProcessRole role = processes.needsMaster() ? ProcessRole.MASTER : ProcessRole.WORKER;
        InstanceInfo instance = InstanceFacts.of(
                start.installation(),
                start.configuration(),
                WorkerStart.startDirectory(),
                Processes.pid(),
                processes.processes());
        PluginContexts contexts =
                new PluginContexts(start.configuration()::bind, instance, role, role == ProcessRole.WORKER ? 1 : 0);
        List<Owned> sources = new ArrayList<>();
        ProviderTable providers = start.plugins().providers(EnumSet.of(role));
        for (ProviderTable.Entry<ListenerSourceProvider> entry : providers.all(ListenerSourceProvider.class)) {
            Optional<ListenerSource> source =
                    entry.call("create", provider -> provider.create(new Context(contexts.of(entry))));
            source.ifPresent(one -> sources.add(new Owned(entry, one)));
        }
        return sources;
    }

    private record Context(PluginContext plugin) implements ListenerSourceContext {
        @Override
        public DescriptorPassing descriptors() {
            return PassedDescriptors.PASSING;
        }

        @Override
        public <T extends Record> T options(Class<T> record) {
            return plugin.options(record);
        }

        @Override
        public Logger log() {
            return plugin.log();
        }

        @Override
        public ProcessRole role() {
            return plugin.role();
        }

        @Override
        public int workerId() {
            return plugin.workerId();
        }

        @Override
        public InstanceInfo instance() {
            return plugin.instance();
        }
    }
}
