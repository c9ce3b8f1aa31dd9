package org.jwsgi.plugins.stats;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys and types of a JSON tree, in order: one {@code path type} for each. */
final class KeyTree {
    private final Set<String> lines = new LinkedHashSet<>();

    private KeyTree() {}

    static List<String> of(Map<String, ?> tree) {
        KeyTree keys = new KeyTree();
        keys.visit("", tree);
        return List.copyOf(keys.lines);
    }

    private void visit(String path, Object value) {
        if (!path.isEmpty()) {
            lines.add(path + " " + type(value));
        }
        if (value instanceof Map<?, ?> map) {
            boolean namesVary = path.equals("locks[]") || path.equals("metrics");
            map.forEach((key, child) -> visit((path.isEmpty() ? "" : path + ".") + (namesVary ? "*" : key), child));
        }
        if (value instanceof List<?> list) {
            list.forEach(item -> visit(path + "[]", item));
        }
    }

    private static String type(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "object";
            case List<?> _ -> "list";
            case String _ -> "string";
            case Number _ -> "number";
            default -> value.getClass().getName();
        };
    }
}
