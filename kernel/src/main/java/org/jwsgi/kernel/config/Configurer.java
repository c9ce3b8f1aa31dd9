package org.jwsgi.kernel.config;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two phases behind collection: replaces {@code $()}, {@code @()} and {@code %()} in all values, then walks the
 * entries in order and runs the options that act there. Main thread only.
 */
final class Configurer {
    private static final int MAX_ENTRIES = 200_000;

    /** Entries that add entries, such as {@code inherit}; each makes the walk begin again. */
    private static final int MAX_ADDITIONS = 5000;

    private final LoadState state;
    private final Collector collector;
    private final ConfigFiles files;

    Configurer(LoadState state, Collector collector, ConfigFiles files) {
        this.state = state;
        this.collector = collector;
        this.files = files;
    }

    /** Replaces what the values hold, in the fixed order of the three kinds. */
    void substitute() {
        pass('$', name -> state.environment.get(name));
        pass('@', this::contents);
        pass('%', this::placeholder);
    }

    private interface Lookup {
        @Nullable
        String apply(String name) throws SourceReader.Unreadable;
    }

    private void pass(char sigil, Lookup lookup) {
        for (Entry entry : state.entries) {
            String value = entry.value;
            if (value == null || entry.applied || value.indexOf(sigil) < 0) {
                continue;
            }
            try {
                entry.value = Placeholders.expand(value, sigil, sigil == '%', name -> lookUp(lookup, name));
            } catch (IllegalArgumentException e) {
                state.problem(entry.source, entry.key, SourceReader.reason(e));
                entry.applied = true;
            }
        }
    }

    private static @Nullable String lookUp(Lookup lookup, String name) {
        try {
            return lookup.apply(name);
        } catch (SourceReader.Unreadable e) {
            throw new IllegalArgumentException("open(\"" + name + "\"): " + SourceReader.reason(e), e);
        }
    }

    private @Nullable String contents(String location) throws SourceReader.Unreadable {
        String text = SourceReader.decode(files.reader().read(location));
        boolean newline = text.endsWith("\n") || text.endsWith("\r");
        return newline ? text.substring(0, text.length() - 1) : text;
    }

    private @Nullable String placeholder(String name) {
        if (name.indexOf(' ') < 0) {
            state.referenced.add(name);
            return state.firstValue(name);
        }
        return Placeholders.evaluate(name, word -> {
            state.referenced.add(word);
            return state.firstValue(word);
        });
    }

    /** Runs the options that act in order of appearance. Entries that one of them adds take their turn as well. */
    void walk() {
        List<Entry> entries = state.entries;
        int index = 0;
        int additions = 0;
        while (index < entries.size()) {
            Entry entry = entries.get(index++);
            if (entry.applied) {
                continue;
            }
            if (entries.size() > MAX_ENTRIES) {
                state.problem(entry.source, entry.key, "the configuration has more than 200000 entries");
                return;
            }
            int before = entries.size();
            entry.applied = run(entry);
            if (entries.size() > before || entry.key.equals("declare-option2")) {
                // An entry in front of the option's declaration may have become that option.
                index = 0;
                if (++additions > MAX_ADDITIONS) {
                    state.problem(
                            entry.source,
                            entry.key,
                            "the configuration adds to itself without end (more than " + MAX_ADDITIONS + " times)");
                    return;
                }
            }
        }
    }

    private boolean run(Entry entry) {
        OptionSpec spec = state.table.find(entry.key);
        if (spec == null) {
            return false;
        }
        if (collector.applyLate(entry)) {
            return true;
        }
        if (!spec.plugin().equals("kernel")) {
            return false;
        }
        String value = entry.value == null ? "" : entry.value;
        PrintStream out = state.surroundings.out();
        switch (spec.name()) {
            case "inherit" -> files.readBySuffix(value, entry, collector);
            case "print" -> out.println(value);
            case "env" -> setVariable(entry, value);
            case "unenv" -> state.removeVariable(value);
            case "declare-option2" -> collector.declare(entry, false);
            case "dump-options" -> {
                for (String name : state.table.names().keySet()) {
                    out.println(name);
                }
                throw state.end(0);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void setVariable(Entry entry, String value) {
        int equals = value.indexOf('=');
        if (equals <= 0) {
            state.problem(entry.source, entry.key, "not NAME=VALUE: \"" + value + '"');
        } else {
            state.setVariable(value.substring(0, equals), value.substring(equals + 1));
        }
    }

    /** Applies the {@code envdir}s, which come after everything else. */
    void readEnvDirectories() {
        for (Entry entry : List.copyOf(state.entries)) {
            if (entry.key.equals("envdir") && entry.value != null) {
                EnvDirectory.read(state, entry, entry.value);
            }
        }
    }
}
