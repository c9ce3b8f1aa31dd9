package org.jwsgi.api.option;

/**
 * The value of an option whose names mean different things, such as {@code log-alarm} and {@code not-log-alarm}, while the
 * order of the values counts.
 *
 * @param name the name under which the value was given, one of the option's
 * @param value the value
 */
public record Spelled(String name, String value) {}
