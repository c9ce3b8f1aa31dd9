package org.jwsgi.kernel.config;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the keys that are no options: placeholders, typing errors, or options of uWSGI that nobody provides here. Main
 * thread only.
 */
final class UnknownKeys {
    private static final String NOT_PROVIDED = "' is an option of uWSGI that no installed plugin provides";

    private final LoadState state;
    private final Set<String> seen = new HashSet<>();
    private @Nullable Set<String> uwsgiNames;

    UnknownKeys(LoadState state) {
        this.state = state;
    }

    /** Reports each unknown key once: as an error under {@code strict}, else as a warning when it looks like a slip. */
    void report() {
        for (Entry entry : state.entries) {
            if (entry.placeholder || state.table.find(entry.key) != null || !seen.add(entry.key)) {
                continue;
            }
            if (state.strict) {
                state.problems.add(Problem.at(entry.source, "", "[strict-mode] unknown config directive: " + entry.key)
                        .suggesting(hint(entry.key)));
            } else if (!state.referenced.contains(entry.key) && !state.wanted.contains(entry.key)) {
                warn(entry);
            }
        }
    }

    private void warn(Entry entry) {
        Set<String> names = uwsgiNames();
        if (names.contains(entry.key)) {
            state.warn(entry.source, "'" + entry.key + NOT_PROVIDED + "; ignored");
            return;
        }
        String suggestion = hint(entry.key);
        if (!suggestion.isEmpty()) {
            state.warn(entry.source, "'" + entry.key + "' is not an option and is ignored; " + suggestion);
        }
    }

    private String hint(String key) {
        return hint(key, state.table, uwsgiNames());
    }

    private Set<String> uwsgiNames() {
        Set<String> names = uwsgiNames;
        if (names == null) {
            names = UwsgiOptionNames.read();
            uwsgiNames = names;
        }
        return names;
    }

    /** Returns what may be meant by an unknown name, or an empty text. */
    static String hint(String key, OptionTable table) {
        return hint(key, table, UwsgiOptionNames.read());
    }

    private static String hint(String key, OptionTable table, Set<String> uwsgiNames) {
        if (uwsgiNames.contains(key)) {
            return "'" + key + NOT_PROVIDED;
        }
        return Suggestions.closest(key, table.names().keySet())
                .or(() -> Suggestions.closest(key, uwsgiNames))
                .map(close -> "did you mean '" + close + "'?")
                .orElse("");
    }
}
