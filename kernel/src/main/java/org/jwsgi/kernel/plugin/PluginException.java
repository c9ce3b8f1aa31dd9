package org.jwsgi.kernel.plugin;

import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.JwsgiException;

/** A plugin failed, or one that is needed cannot be used. */
public final class PluginException extends JwsgiException {
    private static final long serialVersionUID = 1L;

    private final String pluginId;

    /**
     * Creates the exception.
     *
     * @param pluginId the plugin that failed
     * @param message what failed, beginning with a verb: {@code cannot create protocol "http": ...}
     */
    public PluginException(String pluginId, String message, @Nullable Throwable cause) {
        super(Kind.PLUGIN, "plugin " + pluginId + ": " + message, cause);
        this.pluginId = pluginId;
    }

    /** Returns the plugin that failed. */
    public String pluginId() {
        return pluginId;
    }
}
