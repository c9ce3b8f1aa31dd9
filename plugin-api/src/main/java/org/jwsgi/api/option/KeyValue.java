package org.jwsgi.api.option;

/**
 * The value of a dictionary option, {@code KEY=VALUE}, split at the first {@code =}.
 *
 * @param key the text before the sign
 * @param value the text after it, possibly empty
 */
public record KeyValue(String key, String value) {}
