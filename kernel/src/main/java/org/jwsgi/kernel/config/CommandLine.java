package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigSource;

/**
 * Reads command line arguments by the rules of GNU {@code getopt_long}: unique prefixes of long options, bundled short
 * ones, values attached or apart, options after other arguments, {@code --} as the end of options. Every mistake is
 * reported in getopt's words; reading goes on behind it. Main thread only.
 */
final class CommandLine {
    private static final String PROGRAM = "jwsgi: ";

    private final LoadState state;
    private final Collector collector;
    private final List<String> arguments;
    private final List<Integer> bare = new ArrayList<>();
    private int at;
    private boolean mistaken;

    CommandLine(LoadState state, Collector collector, List<String> arguments) {
        this.state = state;
        this.collector = collector;
        this.arguments = arguments;
    }

    /** Hands every option to the collector, then loads the files that the other arguments name. */
    void read(ConfigFiles files) {
        while (at < arguments.size()) {
            String argument = arguments.get(at);
            if (argument.equals("--")) {
                at++;
                while (at < arguments.size()) {
                    bare.add(at++);
                }
            } else if (argument.startsWith("--")) {
                at++;
                longOption(argument);
            } else if (argument.length() > 1 && argument.charAt(0) == '-') {
                at++;
                shortOptions(argument);
            } else {
                bare.add(at++);
            }
        }
        if (mistaken) {
            state.problems.add(Problem.plain("getopt_long() error", ""));
        }
        for (int index : bare) {
            String argument = arguments.get(index);
            // After a mistake a stray argument is most likely the value of the option that was not understood.
            if (!argument.startsWith("[") && (!mistaken || argument.indexOf('.') > 0)) {
                Entry entry = new Entry("", null, source(index), false);
                files.readBySuffix(argument, entry, collector);
            }
        }
    }

    private static ConfigSource source(int index) {
        return new ConfigSource("command line", index + 1);
    }

    private void longOption(String argument) {
        int index = at - 1;
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        String value = equals < 0 ? null : argument.substring(equals + 1);
        String key = complete(name, argument);
        OptionSpec spec = key == null ? null : state.table.find(key);
        if (key == null || spec == null) {
            return;
        }
        if (value != null && spec.arity() == OptionSpec.Arity.NONE) {
            mistake("option '--" + key + "' doesn't allow an argument", "");
            return;
        }
        if (value == null && spec.arity() == OptionSpec.Arity.REQUIRED) {
            if (at >= arguments.size()) {
                mistake("option '--" + key + "' requires an argument", "");
                return;
            }
            value = arguments.get(at++);
        } else if (value == null && spec.name().equals("help") && spec.plugin().equals("kernel")) {
            value = helpSubject();
        }
        collector.add(key, value, source(index));
    }

    /** Takes what follows {@code --help} as the option to explain, which getopt itself would not. */
    private @Nullable String helpSubject() {
        boolean subject = at < arguments.size() && !arguments.get(at).startsWith("-");
        return subject ? arguments.get(at++) : null;
    }

    /** Returns the full name for a name or unique prefix, or null after reporting that there is none. */
    private @Nullable String complete(String name, String argument) {
        if (state.table.find(name) != null) {
            return name;
        }
        List<String> candidates = new ArrayList<>();
        boolean one = true;
        OptionSpec found = null;
        for (Map.Entry<String, OptionSpec> entry : state.table.names().entrySet()) {
            if (!name.isEmpty() && entry.getKey().startsWith(name)) {
                one &= found == null || found == entry.getValue();
                found = entry.getValue();
                candidates.add(entry.getKey());
            }
        }
        if (candidates.isEmpty()) {
            mistake("unrecognized option '--" + name + "'", UnknownKeys.hint(name, state.table));
            return null;
        }
        if (!one) {
            StringBuilder text = new StringBuilder("option '" + argument + "' is ambiguous; possibilities:");
            for (String candidate : candidates) {
                text.append(" '--").append(candidate).append('\'');
            }
            mistake(text.toString(), "");
            return null;
        }
        return candidates.getFirst();
    }

    private void shortOptions(String argument) {
        int index = at - 1;
        for (int i = 1; i < argument.length(); i++) {
            char letter = argument.charAt(i);
            OptionSpec spec = state.table.find(letter);
            if (spec == null) {
                mistake("invalid option -- '" + letter + "'", "");
                continue;
            }
            String rest = argument.substring(i + 1);
            String value = null;
            if (spec.arity() == OptionSpec.Arity.OPTIONAL) {
                value = rest.isEmpty() ? null : rest;
                i = argument.length();
            } else if (spec.arity() == OptionSpec.Arity.REQUIRED) {
                i = argument.length();
                if (rest.isEmpty() && at >= arguments.size()) {
                    mistake("option requires an argument -- '" + letter + "'", "");
                    return;
                }
                value = rest.isEmpty() ? arguments.get(at++) : rest;
            }
            if (letter == 'h' && value == null && spec.name().equals("help")) {
                value = helpSubject();
            }
            collector.add(spec.name(), value, source(index));
        }
    }

    private void mistake(String text, String suggestion) {
        mistaken = true;
        state.problems.add(Problem.plain(PROGRAM + text, suggestion));
    }
}
