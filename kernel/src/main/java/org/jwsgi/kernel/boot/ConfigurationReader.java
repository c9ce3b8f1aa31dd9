package org.jwsgi.kernel.boot;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.ConfigLoader;
import org.jwsgi.kernel.config.LoadResult;
import org.jwsgi.kernel.config.OptionSpecs;
import org.jwsgi.kernel.config.Surroundings;
import org.jwsgi.kernel.plugin.PluginHost;

/** Reads the configuration with the installation's plugins. Runs in: MASTER, the sole process, TOOL. */
final class ConfigurationReader {
    private final Installation installation;
    private final Map<String, String> environment;
    private Set<String> kernelNames = Set.of();

    ConfigurationReader(Installation installation, Map<String, String> environment) {
        this.installation = installation;
        this.environment = environment;
    }

    /** Opens the plugin folders. */
    PluginHost plugins() {
        return PluginHost.open(
                installation.plugins(),
                Installation.furtherPlugins(environment),
                Installation.cache(environment),
                OptionSpecs::of,
                this::isKernelOption);
    }

    /** Reads everything. */
    LoadResult read(List<String> arguments, PluginHost plugins) {
        return read(arguments, plugins, System.out);
    }

    /**
     * Tells whether an instance could be started with these arguments now.
     *
     * @return the reasons why not, a line for each
     */
    Optional<String> problems(List<String> arguments) {
        PluginHost plugins = plugins();
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            if (read(arguments, plugins, nowhere) instanceof LoadResult.Ready(var configuration)) {
                Start start = new Start(installation, arguments, environment, configuration, plugins);
                StartHooks.of(start);
                Sockets.check(start);
                CheaperAlgorithms.check(start);
                Loggers.pipeline(start, descriptor -> descriptor);
            }
            return Optional.empty();
        } catch (JwsgiException e) {
            return Optional.of(e.getMessage());
        }
    }

    private LoadResult read(List<String> arguments, PluginHost plugins, PrintStream out) {
        Surroundings surroundings = new Surroundings(
                Path.of("").toAbsolutePath(),
                environment,
                System.in,
                out,
                installation.launcher(),
                installation.version());
        return new ConfigLoader(surroundings, plugins, KernelRecords.ALL).load(arguments);
    }

    /** Only asked for plugins that are not in the distribution's index, so the names are collected then. */
    private boolean isKernelOption(String name) {
        if (kernelNames.isEmpty()) {
            kernelNames = KernelRecords.names();
        }
        return kernelNames.contains(name);
    }
}
