package org.jwsgi.api.emperor;

import java.util.Optional;

/**
 * The value of an {@code emperor} option.
 *
 * @param text as configured, such as {@code pg://host=db;SELECT ...} or {@code /etc/vassals}
 * @param rest what follows {@code SCHEME://}; all of it when there is no scheme
 */
public record MonitorAddress(String text, String rest) {
    private static final String MARK = "://";

    /** Returns the address of a text. */
    public static MonitorAddress of(String text) {
        return new MonitorAddress(
                text,
                scheme(text)
                        .map(name -> text.substring(name.length() + MARK.length()))
                        .orElse(text));
    }

    /** Returns what stands in front of {@code ://}; empty when there is nothing. */
    public static Optional<String> scheme(String text) {
        int end = text.indexOf(MARK);
        return end <= 0 ? Optional.empty() : Optional.of(text.substring(0, end));
    }
}
