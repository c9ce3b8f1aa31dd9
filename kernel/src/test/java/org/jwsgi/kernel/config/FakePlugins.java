package org.jwsgi.kernel.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigFormatProvider;

/** A plugin host in memory: plugins are option records, formats and reasons why they are broken. */
public final class FakePlugins implements PluginSource {
    private final Map<String, List<Class<? extends Record>>> records = new LinkedHashMap<>();
    private final Map<String, String> broken = new LinkedHashMap<>();
    private final List<ConfigFormatProvider> formats = new ArrayList<>();
    private final Set<String> loaded = new LinkedHashSet<>();
    private final List<Path> directories = new ArrayList<>();

    /** Installs a plugin. */
    public FakePlugins with(String id, List<Class<? extends Record>> optionRecords) {
        records.put(id, optionRecords);
        return this;
    }

    /** Installs a plugin that cannot be used. */
    public FakePlugins withBroken(String id, String reason, List<Class<? extends Record>> optionRecords) {
        records.put(id, optionRecords);
        broken.put(id, reason);
        return this;
    }

    /** Installs a format; the plugin's id is the format's name. */
    public FakePlugins with(ConfigFormatProvider format) {
        records.put(format.name(), format.options());
        formats.add(format);
        return this;
    }

    /** Returns the folders added, in order. */
    public List<Path> directories() {
        return directories;
    }

    /** Returns the ids of the plugins loaded, in order. */
    public Set<String> loaded() {
        return loaded;
    }

    @Override
    public void addDirectory(Path directory) {
        directories.add(directory);
    }

    @Override
    public List<OptionSpec> availableOptions() {
        List<OptionSpec> options = new ArrayList<>();
        records.forEach((id, own) -> own.forEach(record -> options.addAll(OptionSpecs.of(record, id))));
        return options;
    }

    @Override
    public LoadOutcome load(String name) {
        String id = name.substring(name.indexOf(':') + 1).replace('_', '-');
        if (!records.containsKey(id)) {
            return new LoadOutcome.Missing();
        }
        @Nullable String reason = broken.get(id);
        if (reason != null) {
            return new LoadOutcome.Broken(reason);
        }
        loaded.add(id);
        return new LoadOutcome.Loaded(id);
    }

    @Override
    public boolean isLoaded(String name) {
        return loaded.contains(name.replace('_', '-'));
    }

    @Override
    public List<Class<? extends Record>> optionRecords() {
        List<Class<? extends Record>> all = new ArrayList<>();
        loaded.forEach(id -> all.addAll(records.getOrDefault(id, List.of())));
        return all;
    }

    @Override
    public Optional<ConfigFormatProvider> formatForOption(String option) {
        for (ConfigFormatProvider format : formats) {
            if (format.name().equals(option) || format.aliases().contains(option)) {
                loaded.add(format.name());
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<ConfigFormatProvider> formatForFile(String fileName) {
        for (ConfigFormatProvider format : formats) {
            if (format.suffixes().stream().anyMatch(fileName::endsWith)) {
                loaded.add(format.name());
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
