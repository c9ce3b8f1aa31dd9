package org.jwsgi.kernel.config;

import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigSource;

/** A configured option or placeholder on its way to the effective configuration. Main thread only. */
final class Entry {
    final String key;
    final ConfigSource source;
    /** Whether it came from {@code set-placeholder}: never an option, never unknown. */
    final boolean placeholder;
    /** Null for a flag without a value. */
    @Nullable
    String value;
    /** Whether its handler ran; its value does not change any more. */
    boolean applied;

    Entry(String key, @Nullable String value, ConfigSource source, boolean placeholder) {
        this.key = key;
        this.value = value;
        this.source = source;
        this.placeholder = placeholder;
    }
}
