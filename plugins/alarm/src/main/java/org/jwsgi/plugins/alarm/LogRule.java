package org.jwsgi.plugins.alarm;

import java.util.List;
import java.util.Set;
import org.jwsgi.api.option.Spelled;

/**
 * One {@code log-alarm} or {@code not-log-alarm}.
 *
 * @param negative whether a line that matches is spared the rules that follow
 * @param alarms the alarms to raise
 * @param matcher tells whether a line matches
 */
record LogRule(boolean negative, List<String> alarms, LineMatcher matcher) {
    /**
     * Reads {@code NAME[,NAME...] REGEXP}.
     *
     * @throws IllegalArgumentException in uWSGI's words
     */
    static LogRule parse(Spelled option, Set<String> defined) {
        boolean negative = option.name().startsWith("not-");
        String what = negative ? "not-log-alarm" : "log-alarm";
        String value = option.value();
        int space = value.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("invalid " + what + " syntax: " + value);
        }
        List<String> alarms = List.of(value.substring(0, space).split(",", -1));
        for (String alarm : alarms) {
            if (!defined.contains(alarm)) {
                throw new IllegalArgumentException(
                        "invalid " + what + ": " + value + " (there is no alarm \"" + alarm + "\")");
            }
        }
        try {
            return new LogRule(negative, alarms, LineMatcher.compile(value.substring(space + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid " + what + ": " + value + " (" + e.getMessage() + ')', e);
        }
    }
}
