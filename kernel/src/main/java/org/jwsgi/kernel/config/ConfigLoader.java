package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jwsgi.api.config.ConfigSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration of an instance: {@code UWSGI_*} variables, the command line and every file that these name.
 *
 * <p>Runs once, on the main thread of the process that starts the instance; workers get the outcome as data ({@link
 * Configuration#encode()}). One loader serves one load.
 *
 * <p>An option that a plugin declares loads that plugin, once everything is collected. Unknown keys are placeholders
 * unless {@code strict} is set. Everything that is wrong is gathered and thrown as one {@link ConfigException}.
 *
 * <p>While it runs it writes what {@code print}, {@code --help} and other commands ask for to {@link
 * Surroundings#out()}, and logs which file it reads. Warnings are logged at the end, also when the load fails.
 */
public final class ConfigLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoader.class);

    private final Surroundings surroundings;
    private final PluginSource plugins;
    private final List<Class<? extends Record>> kernelRecords;

    /**
     * Creates the loader.
     *
     * @param surroundings what the configuration may look at
     * @param plugins the plugin host
     * @param kernelRecords the kernel's option records, without those of the configuration system itself
     */
    public ConfigLoader(Surroundings surroundings, PluginSource plugins, List<Class<? extends Record>> kernelRecords) {
        this.surroundings = surroundings;
        this.plugins = plugins;
        this.kernelRecords = new ArrayList<>(kernelRecords);
        this.kernelRecords.addAll(ownRecords());
    }

    /** Returns the option records of the configuration system itself, for references and indexes. */
    public static List<Class<? extends Record>> ownRecords() {
        return List.of(ConfigOptions.class, ConfigCommands.class, ConfigLogic.class);
    }

    /**
     * Reads everything.
     *
     * @param arguments the command line without the program's name
     * @throws ConfigException when the configuration cannot be used; it tells all reasons
     */
    public LoadResult load(List<String> arguments) {
        LoadState state = new LoadState(surroundings, plugins, kernelRecords);
        try {
            return load(state, arguments);
        } catch (LoadState.Ending ending) {
            throwIfWrong(state);
            return ending.result;
        } finally {
            for (String warning : state.warnings) {
                LOG.warn("{}", warning);
            }
        }
    }

    private LoadResult load(LoadState state, List<String> arguments) {
        long now = System.currentTimeMillis() * 1000;
        MagicVariables variables = new MagicVariables(surroundings, now);
        ConfigFiles files = new ConfigFiles(state, variables);
        Collector collector = new Collector(state, files);
        loadPluginsInProgramName(state, collector);
        EnvironmentOptions.read(surroundings.environment(), collector);
        EnvironmentOptions.expandOfVassal(state, variables, arguments);
        new CommandLine(state, collector, arguments).read(files);
        collector.finish();
        Configurer configurer = new Configurer(state, collector, files);
        configurer.substitute();
        configurer.walk();
        configurer.readEnvDirectories();
        new UnknownKeys(state).report();
        loadPluginsOfOptions(state);
        countReloads(state);
        if (!state.wanted.isEmpty()) {
            printWanted(state);
            throw state.end(0);
        }
        Configuration configuration = Configuration.of(state, forced(state));
        List<String> found = new ArrayList<>();
        configuration.check(state.problems, found);
        state.warnings.addAll(found);
        throwIfWrong(state);
        return new LoadResult.Ready(configuration);
    }

    /** Loads the plugins that a program name such as {@code jwsgi_python3_http} asks for, as uWSGI takes it. */
    private void loadPluginsInProgramName(LoadState state, Collector collector) {
        String original = state.environment.get("UWSGI_ORIGINAL_PROC_NAME");
        String name = original == null ? String.valueOf(surroundings.binary().getFileName()) : original;
        int start = name.indexOf("wsgi_");
        if (start >= 1) {
            String names = name.substring(start + 5).replace('_', ',');
            collector.add("plugins", names, new ConfigSource("program name", 0));
        }
    }

    private void loadPluginsOfOptions(LoadState state) {
        Set<String> asked = new LinkedHashSet<>();
        for (Entry entry : state.entries) {
            OptionSpec spec = entry.placeholder ? null : state.table.find(entry.key);
            if (spec == null) {
                continue;
            }
            if (!spec.deprecated().isEmpty()) {
                state.warn(entry.source, "'" + entry.key + "' is deprecated: " + spec.deprecated());
            }
            boolean ofPlugin = !spec.plugin().isEmpty()
                    && !spec.plugin().equals("kernel")
                    && !state.formatOptions.contains(entry.key);
            if (ofPlugin && asked.add(spec.plugin())) {
                load(state, entry, spec.plugin());
            }
        }
    }

    private void load(LoadState state, Entry entry, String plugin) {
        boolean loaded = plugins.isLoaded(plugin);
        switch (plugins.load(plugin)) {
            case PluginSource.LoadOutcome.Loaded(String id) -> {
                if (state.loadedPlugins.add(id) && state.autoload && !loaded) {
                    LOG.info("option \"{}\" found in plugin {}", entry.key, id);
                }
            }
            case PluginSource.LoadOutcome.Missing() ->
                state.problem(entry.source, entry.key, "unable to load plugin \"" + plugin + "\": no such plugin");
            case PluginSource.LoadOutcome.Broken(String reason) ->
                state.problem(entry.source, entry.key, "unable to load plugin \"" + plugin + "\": " + reason);
        }
    }

    /** Returns the flags that options switch on by being there, and those that these switch on in turn. */
    private static Set<String> forced(LoadState state) {
        Set<String> forced = new LinkedHashSet<>();
        for (Entry entry : state.entries) {
            OptionSpec spec = entry.placeholder ? null : state.table.find(entry.key);
            if (spec != null) {
                force(spec, state.table, forced);
            }
        }
        return forced;
    }

    private static void force(OptionSpec spec, OptionTable table, Set<String> forced) {
        for (String flag : spec.implies()) {
            if (forced.add(flag)) {
                OptionSpec implied = table.find(flag);
                if (implied != null) {
                    force(implied, table, forced);
                }
            }
        }
    }

    /** Sets {@code UWSGI_RELOADS} to the number of times that this instance was executed again. */
    private static void countReloads(LoadState state) {
        String count = state.environment.get("UWSGI_RELOADS");
        int reloads = -1;
        if (count != null) {
            try {
                reloads = Integer.parseInt(count);
            } catch (NumberFormatException e) {
                reloads = 0;
            }
        }
        state.setVariable("UWSGI_RELOADS", Integer.toString(reloads + 1));
    }

    private void printWanted(LoadState state) {
        for (String name : state.wanted) {
            String value = state.firstValue(name);
            if (value != null) {
                surroundings.out().println(value);
            } else if (state.has(name)) {
                surroundings.out().println("true");
            }
        }
    }

    private static void throwIfWrong(LoadState state) {
        if (!state.problems.isEmpty()) {
            throw new ConfigException(state.problems, state.exitCode, state.fallback);
        }
    }
}
