package org.jwsgi.kernel.boot;

import java.util.List;
import java.util.Map;
import org.jwsgi.kernel.config.Configuration;
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

    <T extends Record> T options(Class<T> type) {
        return configuration.bind(type);
    }
}
