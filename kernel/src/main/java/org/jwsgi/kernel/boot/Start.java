package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jwsgi.kernel.config.Configuration;
import org.jwsgi.kernel.config.OptionSpec;
import org.jwsgi.kernel.config.ShowConfig;
import org.jwsgi.kernel.plugin.PluginHost;

/**
 * What the start of an instance has found out.
 *
 * @param installation where jwsgi is installed
 * @param arguments the user's command line
 * @param environment the environment that the instance was started with
 * @param configuration the effective configuration
 * @param plugins the plugins, those that the configuration needs loaded
 */
record Start(
        Installation installation,
        List<String> arguments,
        Map<String, String> environment,
        Configuration configuration,
        PluginHost plugins) {

    /** Returns what {@code --show-config} prints, line by line. */
    List<String> shownConfiguration() {
        List<OptionSpec> options = new ArrayList<>(KernelRecords.options());
        options.addAll(plugins.availableOptions());
        return ShowConfig.render(configuration, options).lines().toList();
    }

    <T extends Record> T options(Class<T> type) {
        return configuration.bind(type);
    }
}
