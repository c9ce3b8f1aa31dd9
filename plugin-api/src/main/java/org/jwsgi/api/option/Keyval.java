package org.jwsgi.api.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * uWSGI's keyval syntax {@code key=value,key=value} inside another value, such as what follows the name in
 * {@code stats-push = file:path=a,freq=3}. An option that is nothing but keyval is a record; see {@link Option}. A comma that
 * belongs to a value is written {@code \,}; of a key that comes twice the last counts; a key without {@code =} is empty.
 */
public final class Keyval {
    private Keyval() {}

    /** Returns the keys and their values in order; underscores in keys become dashes. */
    public static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String item : split(text, ',')) {
            int equals = item.indexOf('=');
            String key = (equals < 0 ? item : item.substring(0, equals)).strip().replace('_', '-');
            values.put(key, equals < 0 ? "" : item.substring(equals + 1));
        }
        return values;
    }

    /** Splits at a separator, except where a backslash precedes it; the backslash vanishes. Empty items are dropped. */
    public static List<String> split(String text, char separator) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : separator;
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == separator) {
                item.append(separator);
                i++;
            } else if (c == separator) {
                if (!item.isEmpty()) {
                    items.add(item.toString());
                    item.setLength(0);
                }
            } else {
                item.append(c);
            }
        }
        return items;
    }
}
