package org.jwsgi.kernel.boot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;
import org.jwsgi.kernel.plugin.ProviderEntry;
import org.jwsgi.kernel.plugin.ProviderKind;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.socket.ConnectionOptions;
import org.jwsgi.kernel.socket.InheritedSockets;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.socket.ListenerTable;
import org.jwsgi.kernel.socket.SocketMap;
import org.jwsgi.kernel.socket.SocketOptions;
import org.jwsgi.kernel.socket.SocketTuning;
import org.jwsgi.kernel.supervise.PrivilegeOptions;

/** Brings socket options, protocols of plugins and inherited descriptors together. Main thread of master or sole process. */
final class Sockets {
    private Sockets() {}

    /** Binds or takes over the shared sockets, which are the first. */
    static ListenerTable bindShared(Start start) {
        SocketOptions options = start.options(SocketOptions.class);
        InheritedSockets inherited = InheritedSockets.find(start.environment(), Processes.pid(), options.skipZero());
        ListenerTable table = create(start, inherited);
        table.bindShared();
        return table;
    }

    /** Binds or takes over every other socket. */
    static void bind(Start start, ListenerTable table) {
        SocketOptions options = start.options(SocketOptions.class);
        ListenerSources.consult(start, table);
        List<Listener> listeners = table.bind();
        table.detachStandardInput(options.honourStdin());
        try {
            needProtocols(start, listeners);
        } catch (JwsgiException e) {
            table.close();
            throw e;
        }
    }

    /**
     * Gives the files of UNIX sockets to the user whom the instance becomes, as if it had bound them itself: under uWSGI it
     * has, except with the options that leave its sockets to root.
     */
    static void giveTo(Start start, ListenerTable listeners, Identity user) {
        PrivilegeOptions privileges = start.options(PrivilegeOptions.class);
        if (!privileges.masterAsRoot()
                && !privileges.dropAfterInit()
                && !privileges.dropAfterApps()
                && start.options(SocketOptions.class).chownSocket().isEmpty()) {
            listeners.giveTo(user.uid(), user.gid());
        }
    }

    /** Finds mistakes in the socket options without binding anything. */
    static void check(Start start) {
        create(start, InheritedSockets.none());
        protocol(start, start.options(SocketOptions.class).protocol());
    }

    /** Loads the plugin of the default protocol, so that it is among those handed to another JVM; it may be missing. */
    static void loadDefaultProtocol(Start start) {
        start.plugins()
                .loadProvider(
                        ProviderKind.PROTOCOL,
                        start.options(SocketOptions.class).protocol());
    }

    /** Returns which worker serves which socket. */
    static SocketMap map(Start start, int workers) {
        return SocketMap.of(start.options(SocketOptions.class).mapSockets(), workers);
    }

    private static ListenerTable create(Start start, InheritedSockets inherited) {
        return ListenerTable.create(
                start.configuration().lines(),
                protocolsOfOptions(start),
                start.options(SocketOptions.class),
                start.options(SocketTuning.class),
                start.options(ConnectionOptions.class),
                inherited);
    }

    private static Map<String, String> protocolsOfOptions(Start start) {
        Map<String, String> protocols = new HashMap<>();
        for (ProviderEntry provider : start.plugins().available(ProviderKind.PROTOCOL)) {
            for (SocketOption option : provider.facts().sockets()) {
                protocols.put(option.name(), provider.name());
                option.aliases().forEach(alias -> protocols.put(alias, provider.name()));
            }
        }
        return protocols;
    }

    private static void needProtocols(Start start, List<Listener> listeners) {
        for (Listener listener : listeners) {
            protocol(start, listener.protocol());
        }
    }

    private static void protocol(Start start, String name) {
        switch (start.plugins().loadProvider(ProviderKind.PROTOCOL, name)) {
            case LoadOutcome.Loaded _ -> {}
            case LoadOutcome.Missing _ -> throw InstanceStart.unknownProtocol(name);
            case LoadOutcome.Broken(String reason) ->
                throw new JwsgiException(JwsgiException.Kind.USER, "unable to load protocol " + name + ": " + reason);
        }
    }
}
