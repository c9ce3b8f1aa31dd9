package org.jwsgi.kernel.config;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;

/**
 * The effective configuration of an instance: every line in order, placeholders replaced. Computed once by {@link
 * ConfigLoader} and handed to the instance's other processes as data. Safe on any thread.
 */
public final class Configuration {
    /**
     * What a configuration consists of.
     *
     * @param lines every option and placeholder in order of appearance
     * @param environmentChanges the variables that the configuration sets (a value) or removes (empty)
     * @param plugins ids of the plugins that it loads, in order
     * @param forced flags that other options switch on
     */
    record Content(
            List<ConfigLine> lines,
            Map<String, Optional<String>> environmentChanges,
            List<String> plugins,
            Set<String> forced) {}

    private final Content content;
    private final Map<String, String> baseEnvironment;
    private final List<String> warnings;
    private final Map<String, List<ConfigLine>> byKey = new HashMap<>();
    private final Map<Class<? extends Record>, List<DeclaredOption>> declared;
    private final Map<Class<?>, Record> bound = new HashMap<>();
    /** The records that options may come from; empty in processes that did not load the configuration. */
    private final List<Class<? extends Record>> records = new ArrayList<>();
    /** Held so that locks last as long as the process. */
    private final List<FileChannel> locks;

    private Configuration(
            Content content,
            Map<String, String> baseEnvironment,
            List<String> warnings,
            Map<Class<? extends Record>, List<DeclaredOption>> declared,
            List<FileChannel> locks) {
        this.content = content;
        this.baseEnvironment = baseEnvironment;
        this.warnings = new ArrayList<>(warnings);
        this.declared = new HashMap<>(declared);
        this.locks = locks;
        for (ConfigLine line : content.lines()) {
            byKey.computeIfAbsent(line.key(), _ -> new ArrayList<>(2)).add(line);
        }
    }

    static Configuration of(LoadState state, Set<String> forced) {
        List<ConfigLine> lines = new ArrayList<>(state.entries.size());
        for (Entry entry : state.entries) {
            lines.add(new ConfigLine(entry.key, entry.value, entry.source));
        }
        Content content = new Content(
                List.copyOf(lines),
                new LinkedHashMap<>(state.environmentChanges),
                List.copyOf(state.loadedPlugins),
                Set.copyOf(forced));
        Configuration configuration = new Configuration(
                content, state.surroundings.environment(), state.warnings, state.table.kernelRecords(), state.locks);
        configuration.records.addAll(state.table.kernelRecords().keySet());
        configuration.records.addAll(state.plugins.optionRecords());
        return configuration;
    }

    /** Binds every record that has a line, so that all bad values are found at once. */
    void check(List<Problem> problems, List<String> found) {
        for (Class<? extends Record> record : records) {
            List<DeclaredOption> options = declared.computeIfAbsent(record, _ -> OptionSpecs.declared(record, ""));
            if (isConfigured(options) && !bound.containsKey(record)) {
                bindChecked(record, problems, found);
            }
        }
        warnings.addAll(found);
    }

    private static Problem problem(Class<?> record, @Nullable ConfigLine line, String option, String what) {
        if (line == null) {
            return Problem.plain((option.isEmpty() ? record.getSimpleName() : option) + ": " + what, "");
        }
        return Problem.at(line.source(), option.isEmpty() ? line.key() : option, what);
    }

    private boolean isConfigured(List<DeclaredOption> options) {
        for (DeclaredOption option : options) {
            if (!linesOf(option.spec()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private <T extends Record> @Nullable T bindChecked(Class<T> type, List<Problem> problems, List<String> found) {
        List<DeclaredOption> options = declared.computeIfAbsent(type, _ -> OptionSpecs.declared(type, ""));
        T record = RecordBinder.bind(type, options, this::linesOf, content.forced(), new RecordBinder.Complaints() {
            @Override
            public void add(@Nullable ConfigLine line, String option, String what) {
                problems.add(problem(type, line, option, what));
            }

            @Override
            public void warn(ConfigLine line, String what) {
                found.add(line.source() + ": " + line.key() + ": " + what);
            }
        });
        if (record != null) {
            bound.put(type, record);
        }
        return record;
    }

    /**
     * Returns a record of options with the values configured.
     *
     * @throws ConfigException when the values are no good, which the loader has checked for every record it knew
     */
    public synchronized <T extends Record> T bind(Class<T> type) {
        Record known = bound.get(type);
        if (known != null) {
            return type.cast(known);
        }
        List<Problem> problems = new ArrayList<>();
        T record = bindChecked(type, problems, new ArrayList<>());
        if (record == null) {
            throw new ConfigException(problems, ExitCode.ERROR.code(), Optional.empty());
        }
        return record;
    }

    /** Returns every option and placeholder in order of appearance, values final. */
    public List<ConfigLine> lines() {
        return content.lines();
    }

    /** Returns the lines whose key is one of the names, in order of appearance. */
    public List<ConfigLine> linesOf(Set<String> optionNames) {
        List<ConfigLine> lines = new ArrayList<>();
        for (ConfigLine line : content.lines()) {
            if (optionNames.contains(line.key())) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** Returns the lines of an option under all of its names, in order of appearance. */
    List<ConfigLine> linesOf(OptionSpec option) {
        List<ConfigLine> lines = byKey.getOrDefault(option.name(), List.of());
        for (String alias : option.aliases()) {
            List<ConfigLine> more = byKey.get(alias);
            if (more != null && lines.isEmpty()) {
                lines = more;
            } else if (more != null) {
                List<String> names = new ArrayList<>(option.aliases());
                names.add(option.name());
                return linesOf(Set.copyOf(names));
            }
        }
        return lines;
    }

    /** Returns all values of each key, in order of appearance; a flag without a value has the value {@code "true"}. */
    public Map<String, List<String>> optionMap() {
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (ConfigLine line : content.lines()) {
            String value = line.value();
            options.computeIfAbsent(line.key(), _ -> new ArrayList<>(1)).add(value == null ? "true" : value);
        }
        return options;
    }

    /** Returns the environment of the instance's processes: that of this process with the configuration's changes. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(baseEnvironment);
        content.environmentChanges().forEach((name, value) -> {
            if (value.isPresent()) {
                environment.put(name, value.get());
            } else {
                environment.remove(name);
            }
        });
        return environment;
    }

    /** Returns the variables that the configuration sets (a value) or removes (empty), for a native {@code setenv}. */
    public Map<String, Optional<String>> environmentChanges() {
        return content.environmentChanges();
    }

    /** Returns what was warned of. The loader has logged it already. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns the names of the flags that other options switch on by being there; a flag's own line overrides. */
    public Set<String> forced() {
        return content.forced();
    }

    /** Returns the ids of the plugins that the configuration loads, in order. */
    public List<String> plugins() {
        return content.plugins();
    }

    /** Returns whether a file is locked for the life of this process. */
    public boolean holdsLocks() {
        return !locks.isEmpty();
    }

    /** Returns the options of the kernel and of every loaded plugin, in the process that loaded the configuration. */
    List<DeclaredOption> declarations() {
        List<DeclaredOption> options = new ArrayList<>();
        for (Class<? extends Record> record : records) {
            options.addAll(declared.getOrDefault(record, List.of()));
        }
        return options;
    }

    /** Returns the configuration as bytes, for another process of the instance. */
    public byte[] encode() {
        return ConfigurationCodec.encode(content);
    }

    /**
     * Reads what {@link #encode()} wrote.
     *
     * @param bytes the configuration, from a process of the same version
     * @param environment the environment of this process, which holds the configuration's changes already
     * @throws JwsgiException when the bytes are no configuration
     */
    public static Configuration decode(byte[] bytes, Map<String, String> environment) {
        return new Configuration(ConfigurationCodec.decode(bytes), environment, List.of(), new HashMap<>(), List.of());
    }
}
