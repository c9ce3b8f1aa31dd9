package org.jwsgi.kernel.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.config.ConfigFormatProvider;

/** What the configuration needs from the plugin host while it is being read. Main thread only. */
public interface PluginSource {
    /** Adds a folder of plugins, searched after those added before and before the distribution's own. */
    void addDirectory(Path directory);

    /** Returns every option of every usable plugin, loaded or not. */
    List<OptionSpec> availableOptions();

    /**
     * Loads a plugin and what it depends on.
     *
     * @param name its id; {@code _} and {@code -} are the same, and uWSGI's {@code modifier:name} form is accepted
     */
    LoadOutcome load(String name);

    /** Tells whether a plugin is loaded. */
    boolean isLoaded(String name);

    /** Returns the option records of all loaded plugins. */
    List<Class<? extends Record>> optionRecords();

    /** Returns the format that an option such as {@code yaml} reads, loading its plugin. */
    Optional<ConfigFormatProvider> formatForOption(String option);

    /** Returns the format of a file by its name's ending, loading its plugin. */
    Optional<ConfigFormatProvider> formatForFile(String fileName);

    /** What came of loading a plugin. */
    sealed interface LoadOutcome {
        /** It is loaded, now or before. */
        record Loaded(String id) implements LoadOutcome {}

        /** No folder holds a plugin of this name. */
        record Missing() implements LoadOutcome {}

        /** It is there but cannot be used. */
        record Broken(String reason) implements LoadOutcome {}
    }
}
