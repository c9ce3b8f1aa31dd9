package org.jwsgi.kernel.config;

import java.util.Optional;
import org.jwsgi.api.config.ConfigSource;

/**
 * One thing that is wrong with a configuration.
 *
 * @param source where it is written, empty for messages in getopt's words
 * @param option the option concerned, or empty
 * @param what what is wrong, one line
 * @param suggestion what would work, such as {@code "did you mean 'master'?"}, or empty
 */
public record Problem(Optional<ConfigSource> source, String option, String what, String suggestion) {
    static Problem at(ConfigSource source, String option, String what) {
        return new Problem(Optional.of(source), option, what, "");
    }

    static Problem plain(String what, String suggestion) {
        return new Problem(Optional.empty(), "", what, suggestion);
    }

    Problem suggesting(String text) {
        return new Problem(source, option, what, text);
    }

    /** Returns the line that the user reads: {@code file:line: option: what; suggestion}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(80);
        if (source.isPresent()) {
            text.append(source.get()).append(": ");
        }
        if (!option.isEmpty()) {
            text.append(option).append(": ");
        }
        text.append(what);
        if (!suggestion.isEmpty()) {
            text.append("; ").append(suggestion);
        }
        return text.toString();
    }
}
