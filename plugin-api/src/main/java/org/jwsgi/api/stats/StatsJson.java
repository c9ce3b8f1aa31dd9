package org.jwsgi.api.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree of maps, lists, strings and numbers as JSON in the layout of uWSGI's stats server, byte for byte: one
 * item on each line, a tab for each level, except that an object after its key is indented between the two and that a
 * list of strings is not indented at all. People run line-oriented tools over it, so the layout is an interface; general
 * JSON libraries have a layout of their own.
 */
public final class StatsJson {
    private final StringBuilder text = new StringBuilder(4096);
    private final boolean minified;

    private StatsJson(boolean minified) {
        this.minified = minified;
    }

    /** Returns the tree as UTF-8. */
    public static byte[] write(Map<String, ?> tree, boolean minified) {
        StatsJson json = new StatsJson(minified);
        json.object(tree, 0);
        return json.text.toString().getBytes(UTF_8);
    }

    private void object(Map<?, ?> map, int depth) {
        text.append('{');
        newLine();
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            tabs(depth + 1);
            string(String.valueOf(entry.getKey()));
            text.append(':');
            Object value = entry.getValue();
            if (value instanceof Map) {
                tabs(depth + 1);
            }
            value(value, depth + 1);
            separator(entries.hasNext());
        }
        newLine();
        tabs(depth);
        text.append('}');
    }

    private void list(List<?> list, int depth) {
        text.append('[');
        newLine();
        Iterator<?> items = list.iterator();
        while (items.hasNext()) {
            Object item = items.next();
            if (item instanceof Map || item instanceof List) {
                tabs(depth + 1);
            }
            value(item, depth + 1);
            separator(items.hasNext());
        }
        newLine();
        tabs(depth);
        text.append(']');
    }

    private void value(Object value, int depth) {
        switch (value) {
            case Map<?, ?> map -> object(map, depth);
            case List<?> list -> list(list, depth);
            case Double number when !Double.isFinite(number) -> text.append('0');
            case Float number when !Float.isFinite(number) -> text.append('0');
            case Number number -> text.append(number);
            case Boolean flag -> text.append(flag ? '1' : '0');
            default -> string(value.toString());
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        text.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private void separator(boolean more) {
        if (more) {
            text.append(',');
            newLine();
        }
    }

    private void newLine() {
        if (!minified) {
            text.append('\n');
        }
    }

    private void tabs(int count) {
        if (!minified) {
            text.repeat('\t', count);
        }
    }
}
