package org.jwsgi.plugins.cron;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.cron.CronFields;

/**
 * A command and when it runs.
 *
 * @param fields when
 * @param command what, for the shell
 * @param unique whether it must not run twice at the same time
 * @param legion the legion whose lord runs it, empty for none
 * @param harakiri how long it may run: absent for what is configured for all, zero for any time
 */
record CronTask(CronFields fields, String command, boolean unique, String legion, Optional<Duration> harakiri) {
    private static final Set<String> KEYS =
            Set.of("minute", "hour", "day", "month", "week", "unique", "harakiri", "legion");

    static CronTask ofLine(String text, boolean unique) {
        CronFields.Line line = CronFields.parse(text);
        return new CronTask(line.fields(), line.rest(), unique, "", Optional.empty());
    }

    static CronTask ofLegion(String option, String text, boolean unique) {
        int space = text.indexOf(' ');
        if (space <= 0) {
            throw new IllegalArgumentException("invalid " + option + " syntax, must be prefixed with a legion name");
        }
        CronFields.Line line = CronFields.parse(text.substring(space + 1));
        return new CronTask(line.fields(), line.rest(), unique, text.substring(0, space), Optional.empty());
    }

    /** What stands before the first space is a list of keys only if there is a sign of equality in it. */
    static CronTask ofKeys(String text) {
        int space = text.indexOf(' ');
        String head = space < 0 ? text : text.substring(0, space);
        if (head.indexOf('=') < 0) {
            return new CronTask(new CronFields(-1, -1, -1, -1, -1), text, false, "", Optional.empty());
        }
        String command = space < 0 ? "" : text.substring(space + 1).stripLeading();
        if (command.isEmpty()) {
            throw new IllegalArgumentException("unable to parse cron definition: " + text);
        }
        int[] numbers = {-1, -1, -1, -1, -1};
        boolean unique = false;
        String legion = "";
        Optional<Duration> harakiri = Optional.empty();
        for (String item : head.split(",")) {
            int equals = item.indexOf('=');
            String key = equals < 0 ? item : item.substring(0, equals);
            String value = equals < 0 ? "" : item.substring(equals + 1);
            switch (key) {
                case "minute" -> numbers[0] = number(text, value);
                case "hour" -> numbers[1] = number(text, value);
                case "day" -> numbers[2] = number(text, value);
                case "month" -> numbers[3] = number(text, value);
                case "week" -> numbers[4] = number(text, value);
                case "unique" -> unique = number(text, value) != 0;
                case "harakiri" -> harakiri = Optional.of(Duration.ofSeconds(Math.max(0, number(text, value))));
                case "legion" -> legion = value;
                default -> {} // uWSGI ignores what it does not know
            }
        }
        return new CronTask(
                new CronFields(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]),
                command,
                unique,
                legion,
                harakiri);
    }

    /** Returns what stands where keys do, but is none. */
    static List<String> unknownKeys(String text) {
        int space = text.indexOf(' ');
        String head = space < 0 ? text : text.substring(0, space);
        List<String> unknown = new ArrayList<>();
        if (head.indexOf('=') >= 0) {
            for (String item : head.split(",")) {
                int equals = item.indexOf('=');
                String key = equals < 0 ? item : item.substring(0, equals);
                if (!KEYS.contains(key)) {
                    unknown.add(key);
                }
            }
        }
        return unknown;
    }

    /** Returns a short name for what runs when, the same in every process. */
    String key() {
        return Integer.toHexString(toString().hashCode());
    }

    private static int number(String text, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("unable to parse cron definition: " + text, e);
        }
    }
}
