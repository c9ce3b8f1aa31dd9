package org.jwsgi.api.config;

import org.jspecify.annotations.Nullable;

/**
 * One option as written by the user, before anything is known about its meaning.
 *
 * @param key the option's or placeholder's name
 * @param value its value as written, or null when the source can tell that there was none (a bare flag)
 * @param source where it was written
 */
public record ConfigLine(String key, @Nullable String value, ConfigSource source) {}
