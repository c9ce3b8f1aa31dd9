package org.jwsgi.kernel.config;

import java.util.Locale;
import java.util.Map;
import org.jwsgi.api.config.ConfigSource;

/** Takes {@code UWSGI_SOME_OPTION=value} for the entry {@code some-option}. Main thread only. */
final class EnvironmentOptions {
    private static final String PREFIX = "UWSGI_";

    private EnvironmentOptions() {}

    static void read(Map<String, String> environment, Collector collector) {
        ConfigSource source = new ConfigSource("environment", 0);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(PREFIX) && !reserved(name)) {
                String key =
                        name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
                collector.add(key, variable.getValue(), source);
            }
        }
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
