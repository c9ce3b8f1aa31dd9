package org.jwsgi.kernel.plugin;

import java.util.List;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigText;

/** A configuration format whose failures name its plugin. */
final class GuardedFormat implements ConfigFormatProvider {
    private final String pluginId;
    private final ConfigFormatProvider format;

    GuardedFormat(String pluginId, ConfigFormatProvider format) {
        this.pluginId = pluginId;
        this.format = format;
    }

    @Override
    public String name() {
        return PluginCalls.call(pluginId, format, "use config format", ConfigFormatProvider::name);
    }

    @Override
    public List<Class<? extends Record>> options() {
        return PluginCalls.call(pluginId, format, "use config format", ConfigFormatProvider::options);
    }

    @Override
    public Set<ProcessRole> roles() {
        return PluginCalls.call(pluginId, format, "use config format", ConfigFormatProvider::roles);
    }

    @Override
    public List<String> aliases() {
        return PluginCalls.call(pluginId, format, "use config format", ConfigFormatProvider::aliases);
    }

    @Override
    public List<String> suffixes() {
        return PluginCalls.call(pluginId, format, "use config format", ConfigFormatProvider::suffixes);
    }

    @Override
    public List<ConfigLine> parse(ConfigText text) {
        return PluginCalls.call(
                pluginId, format, "read configuration file " + text.name(), target -> target.parse(text));
    }
}
