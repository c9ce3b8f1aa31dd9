package org.jwsgi.kernel.plugin;

import org.jwsgi.api.Provider;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.master.MasterServiceProvider;
import org.jwsgi.api.protocol.SocketProtocolProvider;
import org.jwsgi.api.request.LanguageProvider;

/** Everything that a plugin can provide. A new extension point is a new line here. */
public enum ProviderKind {
    /** Languages and interfaces that run applications. */
    LANGUAGE("request plugins", LanguageProvider.class),
    /** Protocols of listening sockets. */
    PROTOCOL("protocols", SocketProtocolProvider.class),
    /** Formats of configuration files. */
    CONFIG_FORMAT("config formats", ConfigFormatProvider.class),
    /** Services that live in the master. */
    MASTER_SERVICE("master services", MasterServiceProvider.class);

    private final String heading;
    private final Class<? extends Provider> type;

    ProviderKind(String heading, Class<? extends Provider> type) {
        this.heading = heading;
        this.type = type;
    }

    /** Returns what {@code --plugins-list} calls providers of this kind. */
    public String heading() {
        return heading;
    }

    /** Returns the interface that a plugin implements and names its service file after. */
    public Class<? extends Provider> type() {
        return type;
    }

    /** Returns the path in a jar of the file that names the providers of this kind. */
    String serviceFile() {
        return ServiceFiles.FOLDER + type.getName();
    }
}
