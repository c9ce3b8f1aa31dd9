package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;

/**
 * Reads uWSGI's keyval syntax, {@code key=value,key=value}, into a record whose components are the keys. A comma that
 * belongs to a value is written {@code \,}. A component may give its key's spelling, other spellings and its default by
 * {@link org.jwsgi.api.option.Option}; otherwise its name in dashes is the key, and underscores serve for the dashes.
 * A list is separated by semicolons. Keys that the record does not know are ignored, as uWSGI does, but told. Stateless.
 */
final class KeyvalReader {
    private static final ConfigSource SOURCE = new ConfigSource("keyval", 0);

    private KeyvalReader() {}

    /**
     * Reads a record.
     *
     * @param oddities told of keys that are ignored
     * @throws IllegalArgumentException when a value is not what its component needs
     */
    static <T extends Record> T read(Class<T> type, String text, Consumer<String> oddities) {
        List<DeclaredOption> components = components(type);
        Map<String, DeclaredOption> byKey = new HashMap<>();
        for (DeclaredOption component : components) {
            byKey.put(component.spec().name(), component);
            for (String alias : component.spec().aliases()) {
                byKey.put(alias.replace('_', '-'), component);
            }
        }
        Map<String, List<ConfigLine>> lines = new HashMap<>();
        for (String item : split(text, ',')) {
            int equals = item.indexOf('=');
            String key = (equals < 0 ? item : item.substring(0, equals)).strip().replace('_', '-');
            DeclaredOption component = byKey.get(key);
            if (component == null) {
                oddities.accept("'" + key + "' is not a key and is ignored"
                        + Suggestions.closest(key, byKey.keySet())
                                .map(close -> "; did you mean '" + close + "'?")
                                .orElse(""));
                continue;
            }
            List<ConfigLine> values = lines.computeIfAbsent(component.spec().name(), _ -> new ArrayList<>());
            if (equals < 0) {
                values.add(new ConfigLine(key, null, SOURCE));
            } else if (component.type().holder() == OptionType.Holder.LIST) {
                for (String element : split(item.substring(equals + 1), ';')) {
                    values.add(new ConfigLine(key, element, SOURCE));
                }
            } else {
                values.add(new ConfigLine(key, item.substring(equals + 1), SOURCE));
            }
        }
        List<String> complaints = new ArrayList<>();
        T record = RecordBinder.bind(
                type,
                components,
                spec -> lines.getOrDefault(spec.name(), List.of()),
                Set.of(),
                (line, key, what) -> complaints.add(key.isEmpty() ? what : key + ": " + what));
        if (record == null) {
            throw new IllegalArgumentException(String.join(", ", complaints));
        }
        return record;
    }

    /** Splits at a separator, except where a backslash precedes it; the backslash vanishes. Empty items are dropped. */
    private static List<String> split(String text, char separator) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == separator) {
                item.append(separator);
                i++;
            } else if (c == separator) {
                add(items, item);
            } else {
                item.append(c);
            }
        }
        add(items, item);
        return items;
    }

    private static void add(List<String> items, StringBuilder item) {
        if (!item.isEmpty()) {
            items.add(item.toString());
            item.setLength(0);
        }
    }

    private static List<DeclaredOption> components(Class<? extends Record> type) {
        OptionClassReader reader;
        try (ClassFiles files = new ClassFiles()) {
            reader = OptionClassReader.read(type, files);
        }
        List<DeclaredOption> components = new ArrayList<>();
        for (OptionClassReader.Component component : reader.components()) {
            OptionClassReader.Members members = component.option();
            if (members == null) {
                members = new OptionClassReader.Members();
                members.name = dashed(component.name());
            } else {
                members.name = members.name.replace('_', '-');
            }
            components.add(OptionSpecs.declared("", "", component, members));
        }
        return components;
    }

    private static String dashed(String name) {
        StringBuilder text = new StringBuilder(name.length() + 2);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                text.append('-').append(Character.toLowerCase(c));
            } else {
                text.append(c == '_' ? '-' : c);
            }
        }
        return text.toString();
    }
}
