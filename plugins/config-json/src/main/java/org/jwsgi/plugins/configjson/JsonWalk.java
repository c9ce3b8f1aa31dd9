package org.jwsgi.plugins.configjson;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.api.config.ConfigText;

/**
 * Walks over a text that is known to be JSON, keeping the text of numbers and the line of each value: a string is its
 * contents, {@code true} is 1, {@code false} and {@code null} are 0, an array is one option for each of its scalars, an
 * object is dropped. One walk reads one text.
 */
final class JsonWalk {
    private final ConfigText text;
    private final String json;
    private final List<ConfigLine> lines = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean found;

    JsonWalk(ConfigText text) {
        this.text = text;
        this.json = text.text();
    }

    /** Returns the number of the line that a position is in. */
    static int line(String text, int position) {
        int line = 1;
        for (int i = 0; i < position; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    List<ConfigLine> read() {
        if (peek() == '{') {
            at++;
            while (peek() != '}') {
                boolean wanted = name().equals(text.section());
                if (wanted && peek() == '{') {
                    found = true;
                    lines.clear();
                    readOptions();
                } else {
                    skip();
                }
            }
        }
        if (!found) {
            throw new ConfigFormatException(
                    0, "you must define a object named " + text.section() + " in your JSON data");
        }
        return lines;
    }

    private void readOptions() {
        at++;
        while (peek() != '}') {
            String key = name();
            if (peek() == '[') {
                at++;
                while (peek() != ']') {
                    add(key);
                    separator();
                }
                at++;
            } else {
                add(key);
            }
            separator();
        }
        at++;
        separator();
    }

    private void add(String key) {
        peek();
        ConfigSource source = new ConfigSource(text.name(), line);
        String value = scalar();
        if (value != null) {
            lines.add(new ConfigLine(key, value, source));
        }
    }

    /** Reads a value; null for an object or array, which is skipped. */
    private @Nullable String scalar() {
        char c = peek();
        if (c == '{' || c == '[') {
            skipNested();
            return null;
        }
        if (c == '"') {
            return string();
        }
        int start = at;
        while (at < json.length() && ",]} \t\r\n".indexOf(json.charAt(at)) < 0) {
            at++;
        }
        String literal = json.substring(start, at);
        return switch (literal) {
            case "true" -> "1";
            case "false", "null" -> "0";
            default -> literal;
        };
    }

    private void skip() {
        scalar();
        separator();
    }

    private void skipNested() {
        int depth = 0;
        do {
            char c = peek();
            if (c == '"') {
                string();
            } else {
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                at++;
            }
        } while (depth > 0);
    }

    private String name() {
        peek();
        String name = string();
        if (peek() == ':') {
            at++;
        }
        return name;
    }

    private void separator() {
        if (peek() == ',') {
            at++;
        }
    }

    /** Skips blanks and returns the character behind them. */
    private char peek() {
        while (at < json.length() && json.charAt(at) <= ' ') {
            if (json.charAt(at++) == '\n') {
                line++;
            }
        }
        if (at >= json.length()) {
            throw new ConfigFormatException(line, "error parsing JSON data: the text ends too early");
        }
        return json.charAt(at);
    }

    private String string() {
        if (json.charAt(at) != '"') {
            throw new ConfigFormatException(line, "error parsing JSON data: a string is expected");
        }
        StringBuilder value = new StringBuilder();
        for (at++; at < json.length() && json.charAt(at) != '"'; at++) {
            char c = json.charAt(at);
            value.append(c == '\\' && at + 1 < json.length() ? escaped() : c);
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char c = json.charAt(++at);
        switch (c) {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                if (at + 4 < json.length()) {
                    try {
                        char unit = (char) Integer.parseInt(json, at + 1, at + 5, 16);
                        at += 4;
                        return unit;
                    } catch (NumberFormatException e) {
                        throw new ConfigFormatException(line, "error parsing JSON data: a broken \\u escape");
                    }
                }
                throw new ConfigFormatException(line, "error parsing JSON data: a broken \\u escape");
            default:
                return c;
        }
    }
}
