package org.jwsgi.kernel.config;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigSource;

/** What is known so far while one configuration is read. Main thread only; nothing outlives the load but what is copied. */
final class LoadState {
    /** Ends the load early, with an exit code or a signal to send. Carries no stack trace. */
    static final class Ending extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient LoadResult result;

        Ending(LoadResult result) {
            super(null, null, false, false);
            this.result = result;
        }
    }

    final Surroundings surroundings;
    final PluginSource plugins;
    final OptionTable table;
    final List<Entry> entries = new ArrayList<>();
    final List<Problem> problems = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    /** The environment as edited so far. */
    final Map<String, String> environment;
    /** The edits, in order; an absent value means that the variable is removed. */
    final Map<String, Optional<String>> environmentChanges = new LinkedHashMap<>();
    /** Ids of the plugins that the configuration loaded, in order. */
    final Set<String> loadedPlugins = new LinkedHashSet<>();
    /** Options that name a file of some format; their plugins have done their work when everything is read. */
    final Set<String> formatOptions = new LinkedHashSet<>();
    /** Files locked for the life of the process. */
    final List<FileChannel> locks = new ArrayList<>();
    /** Names that placeholders asked for: these keys are no typing errors. */
    final Set<String> referenced = new LinkedHashSet<>();
    /** Names whose first values {@code --get} prints at the end. */
    final List<String> wanted = new ArrayList<>();

    private final Map<String, Entry> first = new HashMap<>();
    Optional<String> fallback = Optional.empty();
    boolean strict;
    boolean autoload;
    int exitCode = 1;

    LoadState(Surroundings surroundings, PluginSource plugins, List<Class<? extends Record>> kernelRecords) {
        this.surroundings = surroundings;
        this.plugins = plugins;
        this.environment = new LinkedHashMap<>(surroundings.environment());
        this.table = new OptionTable(
                kernelRecords, plugins, conflict -> problems.add(Problem.plain(conflict, "remove one of them")));
    }

    void append(Entry entry) {
        entries.add(entry);
        first.putIfAbsent(entry.key, entry);
    }

    boolean has(String key) {
        return first.containsKey(key);
    }

    /** Returns the first value of a key, or null when there is none. */
    @Nullable
    String firstValue(String key) {
        Entry entry = first.get(key);
        return entry == null ? null : entry.value;
    }

    void problem(ConfigSource source, String option, String what) {
        problems.add(Problem.at(source, option, what));
    }

    void warn(ConfigSource source, String what) {
        warnings.add(source + ": " + what);
    }

    void setVariable(String name, String value) {
        environment.put(name, value);
        environmentChanges.put(name, Optional.of(value));
    }

    void removeVariable(String name) {
        environment.remove(name);
        environmentChanges.put(name, Optional.empty());
    }

    /** Ends the load with a code, unless something is wrong already: then that is what the user must see. */
    Ending end(int code) {
        return new Ending(new LoadResult.Ended(code, fallback));
    }
}
