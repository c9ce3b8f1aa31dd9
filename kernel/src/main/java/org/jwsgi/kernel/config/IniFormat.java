package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.api.config.ConfigText;

/** The INI format as uWSGI reads it: no quoting, no continuation lines, no comments behind a value. */
final class IniFormat {
    private IniFormat() {}

    /** Returns the lines of the section asked for. Never fails: what is no header and no comment is an option. */
    static List<ConfigLine> parse(ConfigText text) {
        List<ConfigLine> lines = new ArrayList<>();
        String contents = text.text();
        boolean wanted = text.section().isEmpty();
        int number = 0;
        int from = 0;
        while (from < contents.length()) {
            int newline = contents.indexOf('\n', from);
            int end = newline < 0 ? contents.length() : newline;
            number++;
            String line = strip(contents, from, end);
            from = end + 1;
            if (line.isEmpty() || line.charAt(0) == ';' || line.charAt(0) == '#') {
                continue;
            }
            if (line.charAt(0) == '[') {
                // The name runs to the character before the last one, whatever that is: "[a] ; b" names "a] ; ".
                wanted = line.substring(1, Math.max(1, line.length() - 1)).equals(text.section());
            } else if (wanted) {
                lines.add(line(line, new ConfigSource(text.name(), number)));
            }
        }
        return lines;
    }

    private static ConfigLine line(String line, ConfigSource source) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            return new ConfigLine(line, "", source);
        }
        return new ConfigLine(strip(line, 0, equals), strip(line, equals + 1, line.length()), source);
    }

    private static String strip(String text, int from, int end) {
        int start = from;
        int stop = end;
        while (start < stop && blank(text.charAt(start))) {
            start++;
        }
        while (stop > start && blank(text.charAt(stop - 1))) {
            stop--;
        }
        return text.substring(start, stop);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
