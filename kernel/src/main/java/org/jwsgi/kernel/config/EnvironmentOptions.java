package org.jwsgi.kernel.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigSource;

/** Takes {@code UWSGI_SOME_OPTION=value} for the entry {@code some-option}. Main thread only. */
final class EnvironmentOptions {
    private static final String PREFIX = "UWSGI_";
    private static final String SOURCE = "environment";

    private EnvironmentOptions() {}

    static void read(Map<String, String> environment, Collector collector) {
        ConfigSource source = new ConfigSource(SOURCE, 0);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(PREFIX) && !reserved(name)) {
                String key =
                        name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
                collector.add(key, variable.getValue(), source);
            }
        }
    }

    /**
     * Replaces the magic variables in options that an Emperor gives all its vassals, such as a socket for each, with those of
     * the vassal's own file. Elsewhere values from the environment have none.
     *
     * @param arguments the command line, where the Emperor names the file
     */
    static void expandOfVassal(LoadState state, MagicVariables variables, List<String> arguments) {
        String name = vassal(state.environment, arguments);
        if (name == null) {
            return;
        }
        MagicVariables.FileNames names = SourceReader.isStream(name)
                ? MagicVariables.FileNames.ofStream(name)
                : MagicVariables.FileNames.of(state.surroundings.directory(), name, "");
        for (Entry entry : state.entries) {
            String value = entry.value;
            if (entry.source.name().equals(SOURCE) && value != null && value.indexOf('%') >= 0) {
                entry.value = variables.replace(value, names, names);
            }
        }
    }

    private static @Nullable String vassal(Map<String, String> environment, List<String> arguments) {
        if (environment.containsKey("UWSGI_EMPEROR_FD")) {
            for (int i = 0; i + 1 < arguments.size(); i++) {
                switch (arguments.get(i)) {
                    case "--ini", "--xml", "--yaml", "--json", "--config" -> {
                        return arguments.get(i + 1);
                    }
                    default -> {}
                }
            }
        }
        return null;
    }

    /** Tells whether a variable is part of a protocol between processes and never an option. */
    private static boolean reserved(String name) {
        return switch (name) {
            case "UWSGI_RELOADS",
                    "UWSGI_VASSALS_DIR",
                    "UWSGI_EMPEROR_FD",
                    "UWSGI_EMPEROR_FD_CONFIG",
                    "UWSGI_EMPEROR_PROXY",
                    "UWSGI_BROODLORD_NUM",
                    "UWSGI_JAIL_PID",
                    "UWSGI_ORIGINAL_PROC_NAME" -> true;
            default -> false;
        };
    }
}
